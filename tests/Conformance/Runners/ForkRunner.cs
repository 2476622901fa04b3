using Consensoor.Conformance.Cases;
using Consensoor.Spec.State;

namespace Consensoor.Conformance.Runners;

/// <summary>`fork`: the upgrade of a state to the case's fork.</summary>
public sealed class ForkRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        Check.Equal("fork", test.Handler, "handler");
        var target = test.Meta["fork"].Text;
        Check.Equal(test.Path.Fork, target, "meta.yaml.fork");
        var upgrade = SpecFunctions.Find($"upgrade_to_{target}")[0];
        StateChange.Run(test, "pre", "post", state =>
        {
            var (result, refusal) = SpecFunctions.Call(upgrade, [state]);
            return (result as BeaconState, refusal);
        }, test.Spec.Ssz(test.Fork - 1));
    }
}
