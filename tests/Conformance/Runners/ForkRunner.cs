using Consensoor.Conformance.Cases;
using Consensoor.Spec.Transition.Upgrades;

namespace Consensoor.Conformance.Runners;

/// <summary>`fork`: the upgrade of a state to the case's fork.</summary>
public sealed class ForkRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        Check.Equal("fork", test.Handler, "handler");
        Check.Equal(test.Path.Fork, test.Meta["fork"].Text, "meta.yaml.fork");
        StateChange.Run(test, "pre", "post", state => ForkUpgrade.Upgrade(state, test.Fork, test.Verifier), test.Spec.Ssz(test.Fork - 1));
    }
}
