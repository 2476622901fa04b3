using Consensoor.Interop.Engine.Rest;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>When it is asked again what is spoken over REST, and which of two answers holds.</summary>
public sealed class RestAskingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void WhoSpeaksRestIsAskedAgainBehindANewConnectionEachTwelveSeconds()
    {
        var asking = new RestAsking();
        Assert.Null(asking.BeginBeside(0, 100 * Second));
        Assert.True(asking.End(asking.Begin(), true, 1, 100 * Second));
        Assert.Null(asking.BeginBeside(1, 1_000 * Second));
        Assert.Null(asking.BeginBeside(2, 111 * Second));
        var number = asking.BeginBeside(2, 112 * Second);
        Assert.NotNull(number);

        // One at a time.
        Assert.Null(asking.BeginBeside(3, 500 * Second));
        Assert.True(asking.End(number.Value, true, 3, 113 * Second));
        Assert.NotNull(asking.BeginBeside(4, 125 * Second));
    }

    /// <summary>Who opens a connection with each call and speaks JSON-RPC alone is not asked with each epoch.</summary>
    [Fact]
    public void WhoKeepsToJsonRpcIsAskedMoreAndMoreSeldom()
    {
        var asking = new RestAsking();
        asking.End(asking.Begin(), false, 0, TimeSpan.Zero);
        var asked = new List<int>();
        for (var now = 0; now <= 2_000; now++)
        {
            if (asking.BeginBeside(now + 1, now * Second) is { } number)
            {
                asked.Add(now);
                asking.End(number, false, now + 1, now * Second);
            }
        }

        Assert.Equal([24, 72, 168, 360, 744, 1_128, 1_512, 1_896], asked);

        // Connecting begins anew.
        asking.End(asking.Begin(), true, 5_000, 2_000 * Second);
        Assert.NotNull(asking.BeginBeside(5_001, 2_012 * Second));
    }

    [Fact]
    public void AQuestionThatNobodyAnsweredIsDueWithoutANewConnection()
    {
        var asking = new RestAsking();
        asking.End(asking.Begin(), null, 1, TimeSpan.Zero);
        Assert.Null(asking.BeginBeside(1, 23 * Second));
        Assert.NotNull(asking.BeginBeside(1, 24 * Second));
    }

    [Fact]
    public void TheAnswerToTheLaterQuestionHolds()
    {
        var asking = new RestAsking();
        asking.End(asking.Begin(), true, 1, TimeSpan.Zero);
        var beside = asking.BeginBeside(2, 20 * Second)!.Value;
        Assert.True(asking.End(asking.Begin(), true, 3, 21 * Second));
        Assert.False(asking.End(beside, false, 3, 22 * Second));
        Assert.Null(asking.BeginBeside(3, 100 * Second));
    }
}
