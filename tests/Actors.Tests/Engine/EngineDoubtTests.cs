using Consensoor.Messages;
using Xunit;
using static Consensoor.Actors.Tests.Engine.BridgeRun;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>Builds that get no answer, in virtual time: they show that the execution layer may be away, or another one.</summary>
public sealed class EngineDoubtTests
{
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(12);

    /// <summary>Between two blocks nothing else may be asked for slots.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnOutageThatOnlyABuildMeetsIsSaidAndEnds(bool isBegin)
    {
        using var run = new BridgeRun(Settings, 1);
        run.Tell(Head(1));
        run.Layer.SetDown(true);
        run.Tell(isBegin ? Begin(2) : Get(2));
        Assert.Equal([true], run.Offline);
        Assert.Equal("the execution layer does not answer: connection refused", run.Lines[^1]);
        run.World.RunFor(3 * Slot);
        run.Layer.SetDown(false);
        run.World.RunFor(Slot);
        Assert.Equal([true, false], run.Offline);
        Assert.Equal([1UL, 2, 1], run.Layer.Asked.Select(static asked => IdOf(asked.Request)));
        Assert.Equal(["1 Valid", "2 Unavailable"], run.Texts);
    }

    /// <summary>One that takes too long may be slow; the second in a row is not, and no outage either.</summary>
    [Fact]
    public void ASecondBuildWithoutAnAnswerHasTheLayerConnectedAndIsNoOutage()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Tell(Head(1));
        var connects = run.Layer.Connects.Count;
        run.Layer.Mood = static request => request is GetPayload ? LayerMood.NeverAnswers : LayerMood.Answers;
        run.Tell(Get(2));
        run.World.RunFor(Slot);
        Assert.Equal(connects, run.Layer.Connects.Count);
        run.Tell(Get(3));
        run.World.RunFor(Slot);
        Assert.Equal(connects + 1, run.Layer.Connects.Count);
        Assert.Empty(run.Offline);
        Assert.Equal([1UL, 2, 3, 1], run.Layer.Asked.Select(static asked => IdOf(asked.Request)));
    }

    /// <summary>A layer that answers between two slow builds is there.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SlowBuildsWithAnAnswerBetweenThemSayNothing(bool isPayload)
    {
        using var run = new BridgeRun(Settings, 1);
        run.Tell(Head(1));
        var connects = run.Layer.Connects.Count;
        run.Layer.Mood = static request => request is GetPayload { RequestId: not 3 } ? LayerMood.NeverAnswers : LayerMood.Answers;
        run.Tell(Get(2));
        run.World.RunFor(Slot);
        run.Tell(isPayload ? Payload(3) : Get(3), Get(4));
        run.World.RunFor(Slot);
        Assert.Equal(connects, run.Layer.Connects.Count);
        Assert.Equal(["1 Valid", "2 Unavailable", "3 Valid", "4 Unavailable"], run.Texts);
    }

    [Fact]
    public void WhileAPayloadIsUnderWayABuildThatFailsSaysNothing()
    {
        using var run = new BridgeRun(Settings, 1);
        var connects = run.Layer.Connects.Count;
        run.Layer.Mood = static request => request is GetPayload ? LayerMood.IsAway : LayerMood.AnswersLate;
        run.Tell(Payload(1), Get(2));
        run.World.RunFor(Slot);
        Assert.Equal(connects, run.Layer.Connects.Count);
        Assert.Empty(run.Offline);
        Assert.Equal(["2 Unavailable", "1 Valid"], run.Texts);
    }

    private static ForkchoiceUpdated Begin(ulong id) =>
        Head(id) with { Attributes = new BuildAttributes(1, default, default, null, null, null, null) };
}
