using Consensoor.Messages;
using Consensoor.Spec.Config;
using CsCheck;
using Xunit;
using static Consensoor.Actors.Tests.Engine.BridgeRun;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>Tests the bridge in virtual time against execution layers that are slow, away, broken or silent.</summary>
public sealed class EngineBridgeTests
{
    private static readonly BuildAttributes Attributes = new(1, default, default, null, null, null, null);

    [Fact]
    public void TheTimesOfMethodsAreThoseOfTheEngineApi() => Assert.Equal(
        [6, 8, 8, 1, 1],
        ((IEngineRequest[])[Payload(1), Payload(1) with { Fork = ForkName.Fulu }, Head(2), Get(3), Blobs(4)])
            .Select(static request => Settings.TimeoutOf(request).TotalSeconds));

    [Fact]
    public void ALayerThatNeverAnswersIsUnavailableAfterItsTimeAndAskedAgainAfterABackOff()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static _ => LayerMood.NeverAnswers;
        run.Layer.ConnectMood = LayerMood.NeverAnswers;
        run.Tell(Payload(1), Payload(2));
        run.World.RunFor(TimeSpan.FromSeconds(5));
        Assert.Empty(run.Answers);
        run.World.RunFor(TimeSpan.FromSeconds(2));

        // The second has waited as long as it may take: nobody waits longer for a layer that is away.
        Assert.Equal(["1 Unavailable", "2 Unavailable"], run.Texts);
        Assert.Single(run.Layer.Asked);
        Assert.Equal([true], run.Offline);
        run.Layer.SetDown(false);
        run.Tell(Payload(3));
        run.World.RunFor(TimeSpan.FromSeconds(3));
        Assert.Equal("3 Valid", run.Texts[2]);
        Assert.Equal([true, false], run.Offline);
    }

    [Fact]
    public void TheHeadThatDidNotReachTheLayerIsToldAgainWhenItIsBack()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static _ => LayerMood.Faults;
        run.Layer.ConnectMood = LayerMood.Faults;
        run.Tell(Head(1), Head(2));
        run.World.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal(["1 Unavailable", "2 Unavailable"], run.Texts);
        var attempts = run.Layer.Connects.Skip(1).ToList();
        Assert.InRange(attempts.Count, 4, 10);
        Assert.All(attempts.Zip(attempts.Skip(1)), pair => Assert.True(pair.Second - pair.First <= Settings.MaxBackOff));

        run.Layer.SetDown(false);
        run.World.RunFor(Settings.MaxBackOff);
        Assert.Equal(2UL, ((ForkchoiceUpdated)run.Layer.Asked[^1].Request).RequestId);
        Assert.Equal([true, false], run.Offline);
        var asked = run.Layer.Asked.Count;
        run.World.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal((asked, 2), (run.Layer.Asked.Count, run.Answers.Count));
    }

    [Fact]
    public void ABuildDoesNotWaitForPayloads()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static request => request is NewPayload ? LayerMood.NeverAnswers : LayerMood.Answers;
        run.Tell(Payload(1), Head(2) with { Attributes = Attributes }, Get(3));
        Assert.Equal(["2 Valid", "3 Valid"], run.Texts);
    }

    [Fact]
    public void BlobsWaitForNothingAndNothingWaitsForThem()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static request => request is NewPayload or GetPayload ? LayerMood.NeverAnswers : LayerMood.Answers;
        run.Tell(Payload(1), Get(2), Blobs(3));
        Assert.Equal(["3 Valid"], run.Texts);
        run.Layer.Mood = static request => request is GetBlobs ? LayerMood.NeverAnswers : LayerMood.Answers;
        run.World.RunFor(TimeSpan.FromSeconds(30));
        run.Tell(Blobs(4), Payload(5), Head(6), Get(7));
        Assert.Equal(["5 Valid", "6 Valid", "7 Valid"], run.Texts.TakeLast(3).Order());
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal("4 Unavailable", run.Texts[^1]);
    }

    [Fact]
    public void BlobsAreNotAskedOfALayerThatIsAwayAndItsSilenceAboutThemIsNoOutage()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static request => request is GetBlobs ? LayerMood.NeverAnswers : LayerMood.Answers;
        run.Tell(Blobs(1));
        run.World.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(["1 Unavailable"], run.Texts);
        Assert.Empty(run.Offline);
        run.Layer.SetDown(true);
        run.Tell(Payload(2));
        run.Tell(Blobs(3));
        Assert.Equal("3 Unavailable", run.Texts[^1]);
        Assert.DoesNotContain(run.Layer.Asked, static asked => asked.Request is GetBlobs { RequestId: 3 });
        run.Layer.SetDown(false);
        run.World.RunFor(TimeSpan.FromSeconds(12));
        run.Tell(Blobs(4));
        Assert.Equal("4 Valid", run.Texts[^1]);
    }

    [Fact]
    public void ARequestNobodyKnowsBlocksNothing()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Tell(new Unheard(), Payload(1));
        Assert.Equal(["unknown Unheard", "1 Valid"], run.Texts);
    }

    [Fact]
    public void AnInvalidHeadIsToldToAll()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static _ => LayerMood.SaysInvalid;
        run.Tell(Head(1), Head(2) with { Attributes = Attributes });
        Assert.Equal(["1 Invalid", "2 Invalid"], run.Texts.Order());
        Assert.Equal(
            [(Hash(1), (Hash32?)Hash(101)), (Hash(2), Hash(102))],
            run.Invalid.Select(static invalid => (invalid.HeadBlockHash, invalid.LatestValidHash)).Order());
    }

    [Fact]
    public void WhatFindsNoRoomIsAnsweredAndCounted()
    {
        using var run = new BridgeRun(Settings with { Payloads = 2, Building = 1, Blobs = 1 }, 1);
        run.Layer.Mood = static _ => LayerMood.NeverAnswers;
        run.Tell(Payload(1), Payload(2), Payload(3), Payload(4), Get(5), Get(6), Get(7), Blobs(8), Blobs(9), Blobs(10));
        Assert.Equal(["4 Unavailable", "7 Unavailable", "10 Unavailable"], run.Texts);
    }

    [Fact]
    public void EveryRequestIsAnsweredOnceWhateverTheLayerDoes() =>
        Gen.Select(Gen.ULong[1, 1000], Gen.Select(Gen.Int[0, 7], Gen.Enum<LayerMood>(), Gen.Int[0, 9000]).Array[1, 30]).Sample(
            static (seed, steps) =>
            {
                using var run = new BridgeRun(Settings with { Payloads = 4, Building = 2 }, seed);
                var moods = new Dictionary<ulong, LayerMood>();
                var asked = new List<ulong>();
                run.Layer.Mood = request => moods[IdOf(request)];
                foreach (var (index, (kind, mood, wait)) in steps.Index())
                {
                    var id = (ulong)index + 1;
                    moods.Add(id, mood);
                    switch (kind)
                    {
                        case 0:
                            run.World.RunFor(TimeSpan.FromMilliseconds(wait));
                            break;
                        case 1 when wait < 2000:
                            run.Tell(new Crash());
                            break;
                        default:
                            asked.Add(id);
                            run.Tell(kind switch
                            {
                                2 => Head(id),
                                3 => Head(id) with { Attributes = Attributes },
                                4 => Get(id),
                                5 => Blobs(id),
                                6 => new GetInclusionList(id),
                                _ => Payload(id),
                            });
                            break;
                    }
                }

                run.World.RunFor(TimeSpan.FromMinutes(10));
                Assert.Equal(asked, run.Answers.Select(static answer => IdOf(answer.Answer)).Order());

                // Payloads and heads are asked in the order they came, but for heads that are told again.
                var order =
                    run.Layer.Asked.Select(static asked => asked.Request).Where(static request => request is NewPayload).Select(IdOf);
                Assert.Equal(order.Order(), order);
            },
            iter: 100,
            threads: 1);

    private sealed record Unheard : IEngineRequest;

}
