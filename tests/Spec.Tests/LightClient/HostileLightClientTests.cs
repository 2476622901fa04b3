using Consensoor.Fuzz;
using Consensoor.Fuzz.LightClient;
using Xunit;

namespace Consensoor.Spec.Tests.LightClient;

/// <summary>
/// No object of a stranger makes a light client throw, or changes a store that refuses it: the fuzzers of tests/Fuzz, a short run of each.
/// </summary>
public sealed class HostileLightClientTests
{
    [Theory]
    [InlineData("Bootstrap")]
    [InlineData("Update")]
    [InlineData("FinalityUpdate")]
    [InlineData("OptimisticUpdate")]
    public void ALightClientAnswersWhateverComes(string kind)
    {
        var target = new LightClientTarget(Enum.Parse<LightClientMessage>(kind));
        var outcomes = new HashSet<string>();
        for (var number = 0UL; number < 200; number++)
        {
            outcomes.Add(target.Run(new FuzzRandom(7, number)));
        }

        Assert.Superset(new HashSet<string> { "accepted", "refused" }, outcomes);
    }
}
