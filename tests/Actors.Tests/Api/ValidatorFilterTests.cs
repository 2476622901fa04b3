using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Builders;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Tests that a list of ids takes the memory of those that differ, and names validators in the order of the registry.</summary>
public sealed class ValidatorFilterTests
{
    private static readonly BeaconState State = BlindedStates.Base(ForkName.Electra).State;

    [Fact]
    public void AnIdThatIsGivenMillionsOfTimesIsKeptOnce()
    {
        const int Times = 1 << 20;
        using var json = JsonDocument.Parse($"[{string.Join(',', Enumerable.Repeat("\"1\"", Times))}]");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var filter = ValidatorFilter.IdsOf(json.RootElement);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The text of each, which is let go at once; an id as such takes 64 bytes.
        Assert.InRange(allocated, 0, 40L * Times);
        Assert.Equal([1UL], filter.Select(State));
    }

    [Fact]
    public void IndicesAndKeysNameValidatorsOnceInTheirOrder()
    {
        using var json = JsonDocument.Parse(
            $"""["5","{State.Validators[3].Pubkey}","99999999","3","0x{new string('a', 96)}","0"]""");
        Assert.Equal([0UL, 3, 5], ValidatorFilter.IdsOf(json.RootElement).Select(State));
        Assert.Equal([5UL, 0], ValidatorFilter.IdsOf(json.RootElement).SelectOf(State, [7, 5, 4, 0]));
        using var none = JsonDocument.Parse("[]");
        Assert.Equal(State.Validators.Count, ValidatorFilter.IdsOf(none.RootElement).Select(State).Count());
        using var wrong = JsonDocument.Parse("""["1",2]""");
        Assert.Contains(
            "[1] of the body", Assert.ThrowsAny<Exception>(() => ValidatorFilter.IdsOf(wrong.RootElement)).Message,
            StringComparison.Ordinal);
    }
}
