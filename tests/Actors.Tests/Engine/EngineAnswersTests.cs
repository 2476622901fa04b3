using Consensoor.Actors.Engine;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>The type of error of each method's answers, for metrics.</summary>
public sealed class EngineAnswersTests
{
    private const string Why = "why";

    [Theory]
    [InlineData("late", "timeout")]
    [InlineData("refused", "unreached")]
    [InlineData("error", "error")]
    public void EachMethodTellsWhyThereIsNoAnswer(string end, string expected)
    {
        var (isLate, isThere) = (end == "late", end == "error");
        object[] answers =
        [
            new NewPayloadResult(default, EngineVerdict.Unavailable, null, Why) { IsAnswered = isThere, IsLate = isLate },
            new ForkchoiceUpdatedResult(1, EngineVerdict.Unavailable, null, Why) { IsAnswered = isThere, IsLate = isLate },
            new PayloadBuilt(1, null, default, BuiltBlobs.None, null, Why) { IsUnreached = !isThere, IsLate = isLate },
            BlobsFound.None(1, Why) with { IsUnreached = !isThere, IsLate = isLate },
            new InclusionListFound(1, null, Why) { IsUnreached = !isThere, IsLate = isLate },
        ];
        Assert.All(answers, answer => Assert.Equal(expected, EngineAnswers.ErrorTypeOf(answer, EngineAnswers.IsReached(answer))));
    }

    [Fact]
    public void WhatSaysSomethingIsNoError() => Assert.All(
        (object[])
        [
            new NewPayloadResult(default, EngineVerdict.Invalid, null, Why),
            new ForkchoiceUpdatedResult(1, EngineVerdict.Syncing, null, Why),
            new BlobsFound(1, [null], null),
            new InclusionListFound(1, [], null),
        ],
        static answer => Assert.Null(EngineAnswers.ErrorTypeOf(answer, EngineAnswers.IsReached(answer))));
}
