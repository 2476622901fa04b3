using System.Globalization;
using System.Net;
using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// The duties that the API tells are those of the specification's functions, validator by validator, in an epoch of each fork, and what
/// cannot be told is refused.
/// </summary>
public sealed class DutyRouteTests : PatientKit
{
    private const ulong SlotsPerEpoch = 8;
    private const string Attester = "/eth/v1/validator/duties/attester", Ptc = "/eth/v1/validator/duties/ptc";
    private const string Sync = "/eth/v1/validator/duties/sync", Liveness = "/eth/v1/validator/liveness";
    private const string Proposer = "/eth/v1/validator/duties/proposer", SecondProposer = "/eth/v2/validator/duties/proposer";

    private static readonly ulong[] All = [.. Enumerable.Range(0, 64).Select(static index => (ulong)index)];

    [Fact]
    public async Task DutiesAreThoseOfTheSpecificationInEachForkAndEpoch()
    {
        var chain = new PlannedChain();
        await using var server = await ApiServer.Start(chain.ViewIn(0, isEarly: false), ApiServer.Ports(work: Pool()));
        for (Slot slot = 1; slot < 9 * SlotsPerEpoch; slot++)
        {
            if (slot % 5 != 0)
            {
                chain.Build(slot, 0);
            }

            if (slot % SlotsPerEpoch is 0 or 3 or 7)
            {
                server.Show(chain.ViewIn(slot, isEarly: false));
                await Check(server, chain, slot);
            }
        }
    }

    /// <summary>Before the state is advanced into an epoch just begun, what the epoch before knew is told, and nothing else.</summary>
    [Fact]
    public async Task TheFirstMomentOfAnEpochTellsWhatWasKnownBefore()
    {
        var chain = new PlannedChain();
        for (Slot slot = 1; slot < SlotsPerEpoch; slot++)
        {
            chain.Build(slot, 0);
        }

        await using var server = await ApiServer.Start(chain.ViewIn(SlotsPerEpoch, isEarly: true), ApiServer.Ports(work: Pool()));
        Check(await Duties(server, Attester, 1, All), Attesters(chain.StateAt(SlotsPerEpoch), 1, All));
        Check(await Get(server, Proposer, 1), Proposers(chain.StateAt(SlotsPerEpoch)));
        await server.Ask("POST", $"{Attester}/2", Body(All), HttpStatusCode.ServiceUnavailable);
        await server.Ask("POST", $"{Sync}/1", Body(All), HttpStatusCode.ServiceUnavailable);
        await server.Ask("POST", $"{Liveness}/1", Body(All), HttpStatusCode.ServiceUnavailable);
    }

    /// <summary>A node that is syncing has nothing made of its old head, whoever asks for what is far ahead of it.</summary>
    [Fact]
    public async Task WhileSyncingNobodyIsMadeToRunThroughTheEpochsBetween()
    {
        var chain = new PlannedChain();
        for (Slot slot = 1; slot <= 12; slot++)
        {
            chain.Build(slot, 0);
        }

        var pool = Pool();
        await using var server = await ApiServer.Start(chain.ViewIn(12, isEarly: true), ApiServer.Ports(work: pool));
        server.Slot = 4 * SlotsPerEpoch;
        foreach (var path in (string[])[Proposer, SecondProposer])
        {
            await server.Ask("GET", $"{path}/4", expected: HttpStatusCode.ServiceUnavailable);
            await server.Ask("GET", $"{path}/5", expected: HttpStatusCode.ServiceUnavailable);
        }

        pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        server.Slot = 2 * SlotsPerEpoch;
        Check(await Get(server, Proposer, 2), Proposers(chain.StateAt(2 * SlotsPerEpoch)));
        pool.ExpectMsg<AdvanceSlots>();
        await server.Ask("GET", $"{Proposer}/3", expected: HttpStatusCode.ServiceUnavailable);
        pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task WhatIsMissingMalformedOrOutOfRangeIsRefused()
    {
        var chain = new PlannedChain();
        for (Slot slot = 1; slot <= 60; slot++)
        {
            chain.Build(slot, 0);
        }

        await using var server = await ApiServer.Start(chain.ViewIn(60, isEarly: false), ApiServer.Ports(work: Pool()));
        foreach (var path in (string[])[Attester, Ptc, Sync, Liveness])
        {
            foreach (var body in (string[])
                ["", "x", "{}", "[]", "[1]", "[\"-1\"]", "[\"1\", null]", "[\"18446744073709551616\"]", "[\"1\""])
            {
                await server.Ask("POST", $"{path}/7", body, HttpStatusCode.BadRequest);
            }

            await server.Ask("POST", $"{path}/x", Body(1), HttpStatusCode.BadRequest);
            await server.Ask("POST", $"{path}/-1", Body(1), HttpStatusCode.BadRequest);
            using var text = new ByteArrayContent([1]) { Headers = { ContentType = new("text/plain") } };
            using var wrong = await server.Send("POST", $"{path}/7", text);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrong.StatusCode);
        }

        foreach (var (path, epoch) in ((string, ulong)[])
            [(Attester, 5), (Attester, 9), (Attester, ulong.MaxValue), (Ptc, 5), (Ptc, 6), (Ptc, 9), (Sync, 0), (Sync, 32), (Liveness, 8),
                (Liveness, 5)])
        {
            await server.Ask("POST", $"{path}/{epoch}", Body(1), HttpStatusCode.BadRequest);
        }

        foreach (var epoch in (string[])["6", "9", "x", "18446744073709551615"])
        {
            await server.Ask("GET", $"{Proposer}/{epoch}", expected: HttpStatusCode.BadRequest);
            await server.Ask("GET", $"{SecondProposer}/{epoch}", expected: HttpStatusCode.BadRequest);
        }

        // Who is not in the registry has no duty, and is not seen.
        Assert.Equal(0, (await server.Ask("POST", $"{Attester}/7", Body(64, ulong.MaxValue))).GetProperty("data").GetArrayLength());
        Assert.False((await server.Ask("POST", $"{Liveness}/7", Body(64))).GetProperty("data")[0].GetProperty("is_live").GetBoolean());
    }

    [Fact]
    public async Task WhoVotedIsLive()
    {
        var chain = new PlannedChain();
        for (Slot slot = 1; slot <= 20; slot++)
        {
            chain.Build(slot, 0);
        }

        var view = chain.ViewIn(20, isEarly: false);
        var state = view.HeadState.Copy();
        state.PreviousEpochParticipation[3] = 1;
        state.CurrentEpochParticipation[5] = 4;
        state.Freeze();
        await using var server = await ApiServer.Start(view with { Head = view.Head with { State = state } }, ApiServer.Ports());
        Assert.Equal("3", Live(await server.Ask("POST", $"{Liveness}/1", Body(5, 3))));
        Assert.Equal("5", Live(await server.Ask("POST", $"{Liveness}/2", Body(5, 3))));

        static string? Live(JsonElement answer) => answer.GetProperty("data").EnumerateArray()
            .Single(static one => one.GetProperty("is_live").GetBoolean()).GetProperty("index").GetString();
    }

    private static async Task Check(ApiServer server, PlannedChain chain, Slot slot)
    {
        var epoch = slot / SlotsPerEpoch;
        var state = chain.StateAt(slot);
        ulong[] some = [.. All.Where(index => index % 3 == slot % 3)];
        for (var asked = epoch == 0 ? 0 : epoch - 1; asked <= epoch + 1; asked++)
        {
            var attester = await Duties(server, Attester, asked, some);
            Check(attester, Attesters(state, asked, some));
            Assert.Equal($"{DependentRoot(chain, state, asked, 1)}", attester.GetProperty("dependent_root").GetString());
            if (PlannedChain.Spec.ForkAt(asked) >= ForkName.Gloas && state.ForkName >= ForkName.Gloas)
            {
                var ptc = await Duties(server, Ptc, asked, some);
                Check(ptc, Ptcs(state, asked, some));
                Assert.Equal($"{DependentRoot(chain, state, asked, 1)}", ptc.GetProperty("dependent_root").GetString());
            }

            var isAltair = PlannedChain.Spec.ForkAt(asked) >= ForkName.Altair && state.ForkName >= ForkName.Altair;
            if (isAltair && asked / 8 >= epoch / 8)
            {
                Check(await Duties(server, Sync, asked, some), Syncs(state, asked, some));
            }
        }

        for (var asked = epoch; asked <= epoch + 1; asked++)
        {
            var first = await Get(server, Proposer, asked);
            var start = asked * SlotsPerEpoch;
            Check(first, Proposers(start > slot ? chain.StateAt(start) : Rewound(chain.StateAt(slot), start)));
            Assert.Equal($"{DependentRoot(chain, state, asked, 0)}", first.GetProperty("dependent_root").GetString());
            var isAhead = asked > 0 && PlannedChain.Spec.ForkAt(asked - 1) >= ForkName.Fulu;
            var second = await Get(server, SecondProposer, asked);
            Assert.Equal(first.GetProperty("data").GetRawText(), second.GetProperty("data").GetRawText());
            Assert.Equal(
                $"{DependentRoot(chain, state, asked, isAhead ? 1UL : 0)}", second.GetProperty("dependent_root").GetString());
        }
    }

    // Within its epoch a state knows the proposers of all slots.
    private static BeaconState Rewound(BeaconState state, Slot slot)
    {
        var copy = state.Copy();
        copy.Slot = slot;
        return copy;
    }

    /// <summary>`get_block_root_at_slot(state, compute_start_slot_at_epoch(epoch - ahead) - 1)`, or of genesis.</summary>
    private static Root DependentRoot(PlannedChain chain, BeaconState state, Epoch epoch, ulong ahead)
    {
        var slot = epoch <= ahead ? 0 : ((epoch - ahead) * SlotsPerEpoch) - 1;
        var view = chain.ViewIn(state.Slot, isEarly: true);
        return slot < view.Head.Slot ? Accessors.GetBlockRootAtSlot(chain.StateAt(view.Head.Slot + 1), slot) : view.Head.Root;
    }

    private static IEnumerable<string> Attesters(BeaconState state, Epoch epoch, ulong[] some)
    {
        foreach (var index in some)
        {
            if (Attesting.GetCommitteeAssignment(state, epoch, index) is var (committee, number, slot))
            {
                var place = Array.IndexOf(committee, index);
                var count = Accessors.GetCommitteeCountPerSlot(state, epoch);
                yield return $"{index} {number} {committee.Length} {count} {place} {slot}";
            }
        }
    }

    private static IEnumerable<string> Ptcs(BeaconState state, Epoch epoch, ulong[] some) =>
        from slot in Enumerable.Range(0, (int)SlotsPerEpoch).Select(offset => (epoch * SlotsPerEpoch) + (ulong)offset)
        from index in some
        where Accessors.GetPtc(state, slot).Contains(index)
        select $"{index} {slot}";

    private static IEnumerable<string> Syncs(BeaconState state, Epoch epoch, ulong[] some)
    {
        var isNow = SyncCommittees.ComputeSyncCommitteePeriod(state.Preset, epoch)
            == SyncCommittees.ComputeSyncCommitteePeriod(state.Preset, Accessors.GetCurrentEpoch(state));
        var committee = isNow ? state.CurrentSyncCommittee : state.NextSyncCommittee;
        return some
            .Select(index => (index, seats: SyncCommittees.PositionsIn(committee, state.Validators[index].Pubkey)))
            .Where(static member => member.seats.Count > 0)
            .Select(static member => $"{member.index} {string.Join(' ', member.seats)}");
    }

    private static IEnumerable<string> Proposers(BeaconState first)
    {
        for (var offset = 0UL; offset < SlotsPerEpoch; offset++)
        {
            var slot = first.Slot + offset;
            yield return $"{Accessors.GetBeaconProposerIndex(Rewound(first, slot))} {slot}";
        }
    }

    private static void Check(JsonElement answer, IEnumerable<string> expected)
    {
        var told = answer.GetProperty("data").EnumerateArray().Select(static duty =>
        {
            var index = ulong.Parse(duty.GetProperty("validator_index").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(PlannedChain.Pubkeys[(int)index].ToString(), duty.GetProperty("pubkey").GetString());
            return string.Join(' ', duty.EnumerateObject().Where(static member => member.Name != "pubkey").Select(static member =>
                member.Value.ValueKind == JsonValueKind.Array
                    ? string.Join(' ', member.Value.EnumerateArray().Select(static seat => seat.GetString()))
                    : member.Value.GetString()));
        });
        Assert.Equal(expected.Order(), told.Order());
        Assert.False(answer.GetProperty("execution_optimistic").GetBoolean());
    }

    private static Task<JsonElement> Duties(ApiServer server, string path, Epoch epoch, ulong[] validators) =>
        server.Ask("POST", $"{path}/{epoch}", Body(validators));

    private static Task<JsonElement> Get(ApiServer server, string path, Epoch epoch) => server.Ask("GET", $"{path}/{epoch}");

    private static string Body(params ulong[] validators) => JsonSerializer.Serialize(validators.Select(static index => $"{index}"));

    private TestProbe Pool()
    {
        var pool = CreateTestProbe();
        pool.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            var ask = (AdvanceSlots)message;
            var state = StateTransition.AdvanceTo(ask.PreState, ask.Slot, AcceptAllVerifier.Instance).Post;
            sender.Tell(new SlotsAdvanced(ask.RequestId, state, null), pool);
            return AutoPilot.KeepRunning;
        }));
        return pool;
    }
}
