using Consensoor.Conformance.Cases;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Conformance.Runners;

/// <summary>
/// `epoch_processing`: one step of the epoch transition, named by the handler; and the whole transition where the case has its states.
/// </summary>
public sealed class EpochProcessingRunner : ICaseRunner
{
    private const string ChurnSuffix = "_churn";

    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        var step = test.Handler.EndsWith(ChurnSuffix, StringComparison.Ordinal) ? test.Handler[..^ChurnSuffix.Length] : test.Handler;
        StateChange.Run(test, "pre", "post", state => Apply(test, state, $"process_{step}"));
        if (test.HasSsz("pre_epoch"))
        {
            StateChange.Run(test, "pre_epoch", "post_epoch", state => Apply(test, state, "process_epoch"));
        }
    }

    private static Refusal? Apply(TestCase test, BeaconState state, string function)
    {
        var method = SpecFunctions.Find(function)[0];
        object?[] arguments = [.. method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(BeaconState) ? state
            : parameter.ParameterType == typeof(ISignatureVerifier) ? (object)test.Verifier
            : throw new CaseFailedException($"{method.Name} takes a {parameter.ParameterType.Name}"))];
        return SpecFunctions.Call(method, arguments).Refusal;
    }
}
