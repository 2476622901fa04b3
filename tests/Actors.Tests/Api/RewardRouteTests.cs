using System.Globalization;
using System.Net;
using System.Text.Json;
using Akka.Actor;
using Akka.Actor.Dsl;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Rewards;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>What votes brought, against the deltas of the specification, and that not too many ask at once.</summary>
public sealed class RewardRouteTests : PatientKit
{
    private const string Path = "/eth/v1/beacon/rewards/attestations/2";
    private const Slot Last = 31;

    [Fact]
    public async Task RewardsAreTheDeltasAndTheIdealOnesThoseOfWhoVotedForAll()
    {
        var (view, state) = MakeView();
        await using var server = await ApiServer.Start(view, ApiServer.Ports());
        var data = (await server.Ask("POST", Path, "[]")).GetProperty("data");
        var deltas = Enumerable.Range(0, 3).Select(flag => RewardAccounting.GetFlagIndexDeltas(state, flag)).ToArray();
        var leak = RewardAccounting.GetInactivityPenaltyDeltas(state);
        var eligible = RewardAccounting.GetEligibleValidatorIndices(state);
        var total = data.GetProperty("total_rewards").EnumerateArray().ToDictionary(static one => Number(one, "validator_index"));
        Assert.Equal(eligible.Index().Where(static one => one.Item).Select(static one => (long)one.Index), total.Keys.Order());
        foreach (var (index, given) in total)
        {
            foreach (var (name, flag) in ((string, uint)[])
                [
                    ("source", (uint)Constants.TimelySourceFlagIndex), ("target", (uint)Constants.TimelyTargetFlagIndex),
                    ("head", (uint)Constants.TimelyHeadFlagIndex),
                ])
            {
                Assert.Equal((long)deltas[flag].Rewards[index] - (long)deltas[flag].Penalties[index], Number(given, name));
            }

            Assert.Equal(-(long)leak.Penalties[index], Number(given, "inactivity"));
        }

        // Who voted for all has what is ideal.
        var ideal = data.GetProperty("ideal_rewards").EnumerateArray().ToDictionary(static one => Number(one, "effective_balance"));
        Assert.Equal(4, ideal.Count);
        for (var index = 0; index < 64; index += 2)
        {
            var best = ideal[(long)state.Validators[index].EffectiveBalance];
            Assert.True(Number(best, "target") > 0);
            Assert.All((string[])["source", "target", "head"], name => Assert.Equal(Number(best, name), Number(total[index], name)));
        }

        // Of those alone that are asked for.
        var few = (await server.Ask("POST", Path, """["5","3"]""")).GetProperty("data").GetProperty("total_rewards");
        Assert.Equal([3, 5], few.EnumerateArray().Select(static one => Number(one, "validator_index")));
    }

    /// <summary>Each is a sweep over the registry, or the operations of a block: as many as there are places, and no more.</summary>
    [Theory]
    [InlineData("POST", Path)]
    [InlineData("GET", "/eth/v1/beacon/rewards/blocks/head")]
    [InlineData("POST", "/eth/v1/beacon/rewards/sync_committee/head")]
    public async Task NoMoreAreAnsweredAtOnceThanThereArePlaces(string method, string path)
    {
        var work = Sys.ActorOf(static actor => actor.Receive<AdvanceSlots>(
            static (ask, context) => context.Sender.Tell(new SlotsAdvanced(ask.RequestId, ask.PreState, null))));
        await using var server = await ApiServer.Start(MakeView().View, ApiServer.Ports(work: work));
        await server.Dumps.WaitAsync();
        var refused = await server.Ask(method, path, method == "POST" ? "[]" : null, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("http.dumps", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        server.Dumps.Release();
        await server.Ask("POST", Path, "[]");
    }

    /// <summary>Who waits for a state of the past takes no place: the page is answered while the pool does not answer.</summary>
    [Fact]
    public async Task WaitingForAStateTakesNoPlace()
    {
        var work = CreateTestProbe();
        await using var server = await ApiServer.Start(MakeView().View, ApiServer.Ports(work: work));
        var first = server.Ask("GET", "/eth/v1/beacon/rewards/blocks/head", null, HttpStatusCode.ServiceUnavailable);
        var asked = work.ExpectMsg<AdvanceSlots>();
        var asker = work.LastSender;
        var second = server.Ask("POST", "/eth/v1/beacon/rewards/sync_committee/head", "[]", HttpStatusCode.ServiceUnavailable);
        var again = work.ExpectMsg<AdvanceSlots>();
        var dump = server.Ask("POST", Path, "[]");
        await dump;
        work.Reply(new SlotsAdvanced(again.RequestId, null, null, WorkDrop.Full));
        asker.Tell(new SlotsAdvanced(asked.RequestId, null, null, WorkDrop.Full));
        await Task.WhenAll(first, second);
    }

    private static (ChainView View, BeaconState State) MakeView()
    {
        var chain = new PlannedChain();
        for (Slot slot = 1; slot <= 32; slot++)
        {
            chain.Build(slot, 0);
        }

        var view = chain.ViewIn(32, isEarly: false);
        var (root, known) = view.Blocks.Single(static one => one.Value.Slot == Last);
        var state = known.State!.Copy();
        for (var index = 0; index < state.Validators.Count; index++)
        {
            state.Validators[index] = state.Validators[index] with
            {
                EffectiveBalance = (29 + ((ulong)index / 2 % 4)) * state.Preset.EffectiveBalanceIncrement,
            };
            state.PreviousEpochParticipation[index] = (byte)(index % 2 == 0 ? 7 : index % 8);
        }

        state.Freeze();
        return (view with { Blocks = view.Blocks.SetItem(root, known with { State = state }) }, state);
    }

    private static long Number(JsonElement json, string name) =>
        long.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
