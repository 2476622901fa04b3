using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance.Runners.ForkChoice;

/// <summary>
/// `fork_choice`, `fork_choice_compliance`, `fast_confirmation` and `sync`: a store is told things step by step and checked between.
/// </summary>
public sealed class ForkChoiceRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        var script = new StoreScript(test);
        foreach (var step in test.Yaml("steps.yaml").Items)
        {
            script.Run(step);
        }
    }
}
