using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Xunit;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>
/// Keys that come and go on a running chain, in virtual time, by what the keymanager API tells signing: they are watched for doppelgangers,
/// then do all their duties, and with their deletion none; what they signed is given.
/// </summary>
public sealed class RunTimeKeysScenarioTests
{
    private const int First = 24, End = 32;
    private const int SlotsPerEpoch = DevnetShape.SlotsPerEpoch;

    // In the middle of epoch 2, whose watch of one epoch is over with epoch 4; in the middle of epoch 7.
    private const int Import = 19, Free = 5 * SlotsPerEpoch, Deletion = 60;

    [Fact]
    public void Keys_begin_after_their_watch_and_end_with_their_deletion()
    {
        var (added, removed) = (new List<KeysAdded>(), new List<KeysRemoved>());
        var shape = new DevnetShape(Nodes: 2)
        {
            Bls = KeyedBls.Shared,
            DoppelgangerEpochs = 1,
            Signer = static node => node == 0 ? Signer(0, First) : Signer(End, 64 - End),
        };
        var result = Devnet.Scenario("run-time-keys", shape, 10)
            .At(Import, "keys are imported", run => Tell(run, added, () =>
            {
                var signer = Signer(First, End - First);
                return new AddKeys(signer.Pubkeys, signer);
            }))
            .At(Deletion, "keys are deleted", run => Tell(run, removed, static () => new RemoveKeys(Signer(First, End - First).Pubkeys)))
            .Expect(new Expectation<DevnetNode>("they sign nothing while they are watched", static run =>
                Duties(run).FirstOrDefault(static duty => duty.IsDone && duty.Slot < Free)?.ToString()))
            .Expect(new Expectation<DevnetNode>("they miss nothing once they are free", static run =>
                Duties(run).FirstOrDefault(static duty => !duty.IsDone && duty.Slot is >= Free and < Deletion)?.ToString()).Since(Free))
            .Expect(new Expectation<DevnetNode>("they have no duties when they are gone", static run =>
                Duties(run).FirstOrDefault(static duty => duty.Slot > Deletion)?.ToString()).Since(Deletion))

            // The last slot of an epoch, which has all votes of the one before.
            .ExpectAt((5 * SlotsPerEpoch) - 1, "they did not vote in epoch 3", static run => Voters(run) is [] ? null : "they did")
            .ExpectAt((7 * SlotsPerEpoch) - 1, "all voted in epoch 5", static run => Voters(run) is { Count: End - First } ? null : "no")
            .ExpectAt((10 * SlotsPerEpoch) - 1, "they did not vote in epoch 8", static run => Voters(run) is [] ? null : "they did")
            .Expect(OneHead, NoErrors)
            .Run(5);
        Assert.True(result.Held, result.ToString());
        var keys = Signer(First, End - First).Pubkeys.ToHashSet();
        Assert.Equal(keys, Assert.Single(added).Added);
        var gone = Assert.Single(removed);
        Assert.Equal((keys.Count, null), (gone.Removed.Count, gone.Problem));
        Assert.Equal(keys, gone.History!.Data.Select(static key => key.Pubkey).ToHashSet());
        Assert.All(gone.History.Data, static key =>
        {
            // Epochs 5 and 6 whole; in that of the deletion as far as it had come.
            Assert.Superset(new HashSet<ulong> { 5, 6 }, key.Attestations.Select(static vote => vote.Target).ToHashSet());
            Assert.All(key.Attestations, static vote => Assert.InRange(vote.Target, 5UL, (ulong)Deletion / SlotsPerEpoch));
            Assert.All(key.Blocks, static block => Assert.InRange(block.Slot, (ulong)Free, (ulong)Deletion));
        });
    }

    private static LocalSigner Signer(int first, int count) => new(KeyedBls.Shared, InteropGenesis.SecretKeys(first, count));

    private static IEnumerable<DutyPerformed> Duties(ScenarioRun<DevnetNode> run) =>
        run.Nodes["node-0"].Duties.Where(static duty => duty.Validator is >= First and < End);

    private static List<int> Voters(ScenarioRun<DevnetNode> run)
    {
        var state = run.Nodes["node-1"].Head!.State;
        return [.. Enumerable.Range(First, End - First).Where(index => state.PreviousEpochParticipation[index] == 7)];
    }

    private static void Tell<T>(ScenarioRun<DevnetNode> run, List<T> answers, Func<object> message)
    {
        var system = run.Nodes["node-0"].System;
        run.World.Invoke(() =>
        {
            var ear = system.ActorOf(Props.Create(() => new Ear<T>(answers)));
            system.ActorSelection($"/user/{Node.Name}/{NodeChildren.Signing}").Tell(message(), ear);
            return true;
        });
    }

    private sealed class Ear<T> : ReceiveActor
    {
        public Ear(List<T> answers) => Receive<T>(answers.Add);
    }
}
