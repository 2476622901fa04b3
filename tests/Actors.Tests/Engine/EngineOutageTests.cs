using Consensoor.Messages;
using Consensoor.Spec.Config;
using CsCheck;
using Xunit;
using static Consensoor.Actors.Tests.Engine.BridgeRun;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>The bridge in virtual time through what an execution layer goes through: starts, restarts, syncs, changes of mind.</summary>
public sealed class EngineOutageTests
{
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(12);

    [Fact]
    public void ALayerThatIsDownAtTheStartIsSaidToBeBeforeAnythingIsAsked()
    {
        using var run = new BridgeRun(Settings, 1, static layer => layer.SetDown(true));
        Assert.Equal([true], run.Offline);
        run.World.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal([true], run.Offline);
        Assert.Empty(run.Layer.Asked);
        Assert.All(
            run.Layer.Connects.Zip(run.Layer.Connects.Skip(1)),
            static pair => Assert.InRange(pair.Second - pair.First, Settings.BackOff, Settings.MaxBackOff));
        run.Layer.SetDown(false);
        run.World.RunFor(Slot);
        Assert.Equal([true, false], run.Offline);
        run.Tell(Payload(1), Head(2));
        Assert.Equal(["1 Valid", "2 Valid"], run.Texts);
    }

    [Fact]
    public void TwentyRestartsLoseNothingBeyondTheOutage()
    {
        using var run = new BridgeRun(Settings, 1);
        var connects = run.Layer.Connects.Count;
        ulong id = 0;
        for (var restart = 0; restart < 20; restart++)
        {
            // A slot with it, then two without, the outage beginning in the middle of what is asked.
            run.Tell(Payload(++id), Head(++id));
            run.World.RunFor(Slot);
            run.Layer.SetDown(true);
            run.Tell(Payload(++id), Head(++id));
            run.World.RunFor(2 * Slot);
            run.Layer.SetDown(false);
            run.World.RunFor(Slot);

            // Right again within a slot: connected anew, and told the last head, which it may have forgotten.
            Assert.Equal(id, IdOf(run.Layer.Asked[^1].Request));
            Assert.Equal(2 * (restart + 1), run.Offline.Count);
            Assert.True(run.Layer.Connects.Count > connects);
            connects = run.Layer.Connects.Count;
        }

        Assert.Equal(
            Enumerable.Range(1, 80).Select(static one => (one - 1) % 4 < 2 ? $"{one} Valid" : $"{one} Unavailable"),
            run.Texts.OrderBy(static text => int.Parse(text.Split(' ')[0])));
        Assert.Equal(Enumerable.Repeat((bool[])[true, false], 20).SelectMany(static pair => pair), run.Offline);
    }

    [Fact]
    public void HoweverShortSlotsAreItIsFoundWithinOneOfItsReturn()
    {
        var chain = ChainConfig.Minimal with { SlotDurationMs = 4_000 };
        var slot = TimeSpan.FromSeconds(4);
        Gen.Int[5_000, 60_000].Sample(
            ms =>
            {
                using var run = new BridgeRun(Settings.For(chain), 1);
                run.Tell(Head(1));
                run.Layer.SetDown(true);
                run.Tell(Head(2));
                run.World.RunFor(TimeSpan.FromMilliseconds(ms));
                var asked = run.Layer.Asked.Count;
                run.Layer.SetDown(false);
                run.World.RunFor(slot);
                Assert.Equal([2UL], run.Layer.Asked.Skip(asked).Select(static one => IdOf(one.Request)));
                Assert.Equal([true, false], run.Offline);
            },
            iter: 30,
            threads: 1);
    }

    [Fact]
    public void AnHourOfOutageIsSaidOnceWhateverIsAsked()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.SetDown(true);
        ulong id = 0;
        for (var slot = 0; slot < 300; slot++)
        {
            run.Tell(Payload(++id), Head(++id));
            run.World.RunFor(Slot);
        }

        Assert.Equal(600, run.Texts.Count(static text => text.EndsWith("Unavailable", StringComparison.Ordinal)));
        Assert.Equal([true], run.Offline);
        Assert.Equal(["execution layer: scripted", "the execution layer does not answer: connection refused"], run.Lines);
    }

    [Theory]
    [InlineData("it cannot be reached at http://there:8551/: ConnectionRefused", "", "start it, or mend --engine-api-url")]
    [InlineData("it refuses the node's requests (401): the JWT secrets differ", " at http://there:8551/", "give both the same file")]
    [InlineData("engine_newPayloadV5: it did not answer within 8 s", " at http://there:8551/", "look at its log")]
    public void WhereOneBehindAPortIsAndWhatToDoIsSaidWithItsOutage(string why, string where, string advice)
    {
        using var run = new BridgeRun(Settings, 1, layer =>
        {
            layer.Place = "http://there:8551/";
            layer.Identity = ExecutionLayerIdentity.Unreached(why);
        });
        run.World.RunFor(30 * Slot);
        var line = Assert.Single(run.Lines);
        var cause = why[why.IndexOf("it ", StringComparison.Ordinal)..];
        Assert.StartsWith($"the execution layer{where} does not answer: {cause}; {advice}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void AHeadThatReachedTheLayerIsToldAgainAfterARestartOfIt()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Tell(Head(1));
        run.Layer.SetDown(true);
        run.Tell(Payload(2));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        run.Layer.SetDown(false);
        run.World.RunFor(Slot);
        Assert.Equal([1UL, 2, 1], run.Layer.Asked.Select(static asked => IdOf(asked.Request)));
    }

    [Fact]
    public void AnHourOfSyncingIsNoOutageAndSaidTwice()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Verdict = static _ => EngineVerdict.Syncing;
        ulong id = 0;
        for (var slot = 0; slot < 300; slot++)
        {
            run.Tell(Payload(++id), Head(++id));
            run.World.RunFor(Slot);
        }

        Assert.Equal(600, run.Texts.Count(static text => text.EndsWith("Syncing", StringComparison.Ordinal)));
        run.Layer.Verdict = static _ => EngineVerdict.Valid;
        run.Tell(Payload(++id), Head(++id));
        Assert.Equal([$"{id - 1} Valid", $"{id} Valid"], run.Texts.TakeLast(2));
        Assert.Empty(run.Offline);
        Assert.Equal(
            [
                "the execution layer is syncing: the head is optimistic until it has come so far",
                "the execution layer has synced to the head",
            ],
            run.Lines.Where(static line => line.Contains("sync", StringComparison.Ordinal)));
    }

    [Fact]
    public void ValidAfterInvalidIsPassedOnAsItIsSaid()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Verdict = static _ => EngineVerdict.Invalid;
        run.Tell(Payload(1), Head(2));
        run.Layer.Verdict = static _ => EngineVerdict.Valid;
        run.Tell(Payload(1), Head(2));
        Assert.Equal(["1 Invalid", "2 Invalid", "1 Valid", "2 Valid"], run.Texts);
        Assert.Single(run.Invalid);
        Assert.Empty(run.Offline);
    }

    [Fact]
    public void AnotherLayerInItsPlaceIsAskedWhoItIs()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Tell(Head(1));
        run.Layer.SetDown(true);
        run.Tell(Payload(2));
        run.World.RunFor(Slot);
        run.Layer.Identity = new ExecutionLayerIdentity("another", ["engine_newPayloadV5"], null);
        run.Layer.SetDown(false);
        run.World.RunFor(Slot);
        run.Layer.SetDown(true);
        run.Tell(Payload(3));
        run.World.RunFor(Slot);
        run.Layer.Identity = new ExecutionLayerIdentity("another", [], null);
        run.Layer.SetDown(false);
        run.World.RunFor(Slot);
        Assert.Equal(
            [
                "execution layer: scripted",
                "the execution layer does not answer: connection refused",
                "execution layer: another",
                "the execution layer does not speak what forks of this chain need: engine_newPayloadV5",
                "the execution layer answers again",
                "the execution layer does not answer: connection refused",
                "the execution layer speaks what all forks of this chain need",
                "the execution layer answers again",
            ],
            run.Lines);
    }

    [Fact]
    public void AnErrorIsAnAnswerWhichHoldsUpNothingAndIsSaidOnce()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static request => request is ForkchoiceUpdated ? LayerMood.AnswersAnError : LayerMood.Answers;
        for (ulong id = 1; id < 20; id += 2)
        {
            run.Tell(Head(id), Payload(id + 1));
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(static id => id % 2 == 1 ? $"{id} Unavailable" : $"{id} Valid"), run.Texts);
        Assert.Empty(run.Offline);
        Assert.Single(run.Lines, static line => line.Contains("answers with an error: Invalid forkchoice state", StringComparison.Ordinal));
    }

    [Fact]
    public void WhereThereIsNoLayerItIsOfflineAndNothingIsHeldUp()
    {
        using var run = new BridgeRun(Settings, 1, static layer =>
        {
            layer.Identity = new ExecutionLayerIdentity("no execution layer", [], null) { IsAbsent = true };
            layer.Verdict = static _ => EngineVerdict.Syncing;
        });
        run.Tell(Payload(1), Head(2));
        run.World.RunFor(Slot);
        run.Tell(new Crash());
        run.Tell(Payload(3), Head(4));
        Assert.Equal(["1 Syncing", "2 Syncing", "3 Syncing", "4 Syncing"], run.Texts);
        Assert.Equal([true], run.Offline);
        Assert.Single(run.Lines, static line => line.StartsWith("no execution layer: payloads are taken", StringComparison.Ordinal));
    }

    [Fact]
    public void ARestartOfTheBridgeDoesNotForgetThatTheLayerWasAway()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.SetDown(true);
        run.Tell(Payload(1));
        run.Tell(new Crash());
        run.Layer.SetDown(false);
        run.World.RunFor(Slot);
        Assert.Equal([true, false], run.Offline);
    }

    [Fact]
    public void ARestartOfTheBridgeDoesNotForgetTheHeadThatWasToldLast()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static request => IdOf(request) == 3 ? LayerMood.AnswersLate : LayerMood.Answers;
        run.Tell(Head(1), Payload(2), Head(4), Payload(3), Payload(5), Head(6));
        run.Tell(new Crash());
        run.Tell(Payload(7), Payload(8));
        run.World.RunFor(Slot);
        Assert.Equal([1UL, 2, 4, 3, 6, 7, 6, 8], run.Layer.Asked.Select(static asked => IdOf(asked.Request)));
        Assert.Equal(
            ["1 Valid", "2 Valid", "4 Valid", "3 Unavailable", "5 Unavailable", "6 Unavailable", "7 Valid", "8 Valid"], run.Texts);
    }

    [Fact]
    public void APayloadNeverFollowsAnotherWithoutAHeadBetween() =>
        Gen.Select(Gen.ULong[1, 1000], Gen.Select(Gen.Int[0, 4], Gen.Bool, Gen.Int[0, 4000]).Array[1, 30]).Sample(
            static (seed, steps) =>
            {
                using var run = new BridgeRun(Settings with { Payloads = 8 }, seed);
                run.Layer.Mood = static request => IdOf(request) % 7 == 0 ? LayerMood.AnswersLate : LayerMood.Answers;
                ulong id = 1;
                run.Tell(Head(id));
                foreach (var (kind, isDown, wait) in steps)
                {
                    switch (kind)
                    {
                        case 0:
                            run.World.RunFor(TimeSpan.FromMilliseconds(wait));
                            break;
                        case 1 when wait < 1_000:
                            run.Layer.SetDown(isDown);
                            break;
                        case 2:
                            run.Tell(Head(++id));
                            break;
                        case 3 when wait < 1_000:
                            run.Tell(new Crash());
                            break;
                        default:
                            run.Tell(Payload(++id), Payload(++id));
                            break;
                    }
                }

                run.Layer.SetDown(false);
                run.World.RunFor(TimeSpan.FromMinutes(10));
                Assert.Equal((int)id, run.Answers.Count);
                var asked = run.Layer.Asked.Select(static asked => asked.Request).ToList();
                Assert.DoesNotContain(asked.Zip(asked.Skip(1)), static pair => pair is (NewPayload, NewPayload));
            },
            iter: 100,
            threads: 1);
}
