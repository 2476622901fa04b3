using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>The chain actor is told what is to be imported; what others want to know of the chain they read in the view.</summary>
public class ChainCommandTests
{
    [Fact]
    public void NobodyAsksTheChainForWhatTheViewHas() => Assert.Equal(
        [
            // What lanes have wait in the chain's room; the view itself, and what is missing, for who starts later than the chain; and a
            // dump for tools.
            nameof(AwaitBlocks),
            nameof(GetChainView),
            nameof(GetForkChoiceDump),
            nameof(GetMissing),
        ],
        typeof(IChainCommand).Assembly.GetTypes()
            .Where(static type => type is { IsInterface: false } && type.IsAssignableTo(typeof(IChainCommand)))
            .Select(static type => type.Name)
            .Where(static name => !name.StartsWith("Import", StringComparison.Ordinal))
            .Where(static name => !name.StartsWith("Apply", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));
}
