using System.Text;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Tests.Production;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Prometheus;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting;

/// <summary>What a node exports of each of its validators, and of none but those.</summary>
public sealed class ValidatorMetricsTests() : PatientKit(NodeConfig.Layered())
{
    private const ulong SlotsPerEpoch = 8;

    [Fact]
    public void OutcomesAreThoseOfTheEpochBeforeForWhoWasActiveInIt()
    {
        var state = StateIn(2, (3, 0b111), (4, 0b001));
        var outcomes = AttestationOutcomes.Of(state, [3, 4, 5]).ToList();
        Assert.Equal(9, outcomes.Count);
        Assert.All(outcomes, static outcome => Assert.Equal(
            outcome.Validator == 3 || (outcome.Validator == 4 && outcome.Flag == 0), outcome.IsHit));
        Assert.Empty(AttestationOutcomes.Of(StateIn(0), [3]));
        Assert.Equal(9, AttestationOutcomes.Of(state, [3, 4, 5, 64]).Count());
    }

    [Fact]
    public async Task VotesAreCountedOnceWhenTheEpochAfterIsOverAndDutiesAsTheyAreDone()
    {
        var first = StateIn(2, (3, 0b111), (4, 0b001));
        var metrics = Sys.ActorOf(ValidatorMetrics.Props(
            "validators", [first.Validators[3].Pubkey], ActorRefs.Nobody, ActorRefs.Nobody));
        metrics.Tell(Head(StateIn(2)));
        metrics.Tell(Head(first));
        metrics.Tell(new KeysChanged([first.Validators[3].Pubkey, first.Validators[4].Pubkey]));
        metrics.Tell(Head(StateIn(3)));
        metrics.Tell(Head(StateIn(3)));
        metrics.Tell(new DutyPerformed(DutyKind.Proposal, 7, 4, null, DateTimeOffset.UnixEpoch));
        metrics.Tell(new DutyPerformed(DutyKind.Proposal, 8, 4, "too late", DateTimeOffset.UnixEpoch));
        metrics.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        var lines = await Lines();
        foreach (var flag in (string[])["source", "target", "head"])
        {
            Assert.Contains(
                $"consensoor_validator_attestation_hits_total{{node=\"validators\",validator=\"3\",flag=\"{flag}\"}} 1", lines);
            var name = flag == "source" ? "hits" : "misses";
            Assert.Contains(
                $"consensoor_validator_attestation_{name}_total{{node=\"validators\",validator=\"4\",flag=\"{flag}\"}} 1", lines);
        }

        foreach (var outcome in (string[])["done", "missed"])
        {
            var labels = $"node=\"validators\",validator=\"4\",kind=\"Proposal\",outcome=\"{outcome}\"";
            Assert.Contains($"consensoor_validator_duties_total{{{labels}}} 1", lines);
        }

        Assert.DoesNotContain(lines, static line => line.Contains("node=\"validators\",validator=\"5\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OfTheFirstByIndexItIsToldAndWhatWasToldOfOthersIsTakenBack()
    {
        var state = StateIn(2, (3, 0b111), (4, 0b001));
        BLSPubkey Key(int validator) => state.Validators[validator].Pubkey;
        var (signing, chain) = (CreateTestProbe(), CreateTestProbe());
        var props = ValidatorMetrics.Props("first", [Key(5), Key(3), Key(4)], signing, chain, 2);
        var metrics = Sys.ActorOf(Props.Create(() => new Restarter(props)));
        metrics.Tell(Head(state));
        Assert.Equal(["3", "4"], await Told(metrics, "first", isBehindAnother: true));
        metrics.Tell(new KeysChanged([Key(5), Key(4)]));
        Assert.Equal(["4", "5"], await Told(metrics, "first", isBehindAnother: true));

        // A restart asks for the keys of now, and where the chain is.
        metrics.Tell("restart");
        signing.ExpectMsg<GetKeys>(TimeSpan.FromSeconds(30));
        chain.ExpectMsg<GetChainView>(TimeSpan.FromSeconds(30));
        signing.Reply(new KeysChanged([Key(5), Key(6)]));
        signing.Reply(new Identify(1));
        signing.ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        metrics.Tell(Head(state));
        Assert.Equal(["5", "6"], await Told(metrics, "first", isBehindAnother: true));
    }

    [Fact]
    public async Task OfAValidatorThatTheHeadsBranchLacksNothingIsTold()
    {
        var state = StateIn(2);
        var shorter = StateIn(3);
        shorter.Validators = PersistentList<Validator>.Create([.. Enumerable.Range(0, 6).Select(i => state.Validators[i])]);
        var metrics = Sys.ActorOf(ValidatorMetrics.Props(
            "branches", [state.Validators[5].Pubkey, state.Validators[6].Pubkey], ActorRefs.Nobody, ActorRefs.Nobody));
        metrics.Tell(Head(state));
        Assert.Equal(["5", "6"], await Told(metrics, "branches"));
        metrics.Tell(Head(shorter));
        Assert.Equal(["5"], await Told(metrics, "branches"));
        metrics.Tell(Head(StateIn(4)));
        Assert.Equal(["5", "6"], await Told(metrics, "branches"));
    }

    private async Task<List<string>> Told(IActorRef metrics, string node, bool isBehindAnother = false)
    {
        foreach (var validator in Enumerable.Range(3, 4))
        {
            metrics.Tell(new DutyPerformed(DutyKind.Proposal, 7, (ulong)validator, null, DateTimeOffset.UnixEpoch));
        }

        metrics.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        if (isBehindAnother)
        {
            // The other has forwarded all by now, which is not to say that it was taken.
            Sys.ActorSelection($"{metrics.Path}/*").Tell(new Identify(1), TestActor);
            ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        }

        return [.. (await Lines())
            .Where(line => line.StartsWith($"consensoor_validator_duties_total{{node=\"{node}\"", StringComparison.Ordinal))
            .Select(static line => line.Split("validator=\"")[1].Split('"')[0])
            .Order(StringComparer.Ordinal)];
    }

    private static async Task<string[]> Lines()
    {
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n');
    }

    private static HeadChanged Head(BeaconState state) =>
        new(TestViews.On(PoolStates.BaseAt(ForkName.Altair, 5)).Head with { State = state }, null, 0, DateTimeOffset.UnixEpoch);

    private static BeaconState StateIn(ulong epoch, params (int Validator, byte Flags)[] voted)
    {
        var state = PoolStates.BaseAt(ForkName.Altair, 5).State.Copy();
        state.Slot = epoch * SlotsPerEpoch;
        var flags = new byte[state.Validators.Count];
        foreach (var (validator, participation) in voted)
        {
            flags[validator] = participation;
        }

        state.PreviousEpochParticipation = PersistentList<byte>.Create(flags);
        return state;
    }
}
