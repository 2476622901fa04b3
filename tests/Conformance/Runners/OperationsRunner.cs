using System.Reflection;
using Consensoor.Conformance.Cases;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Conformance.Runners;

/// <summary>`operations`: one step of block processing, named by the handler, on the object of the case.</summary>
public sealed class OperationsRunner : ICaseRunner
{
    private const string ChurnSuffix = "_churn";

    private static readonly MethodInfo ReadObject =
        typeof(OperationsRunner).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        var operation = test.Handler.EndsWith(ChurnSuffix, StringComparison.Ordinal) ? test.Handler[..^ChurnSuffix.Length] : test.Handler;
        var file = operation switch
        {
            "block_header" or "parent_execution_payload" => "block",
            "bls_to_execution_change" => "address_change",
            "execution_payload" => "body",
            "withdrawals" => "execution_payload",
            _ => operation,
        };
        var hasObject = test.HasSsz(file);
        Check.That(hasObject || operation == "withdrawals", $"{file}.ssz_snappy is missing");
        var method = SpecFunctions.Find($"process_{operation}").FirstOrDefault(method => method.GetParameters().Any(IsObject) == hasObject);
        Check.That(method is not null, $"no function process_{operation} takes what the case has");
        object?[] rest = [.. method.GetParameters().Skip(1).Select(parameter => Argument(test, parameter, file))];
        StateChange.Run(test, "pre", "post", state => SpecFunctions.Call(method, [state, .. rest]).Refusal);
    }

    private static object Argument(TestCase test, ParameterInfo parameter, string file) => parameter switch
    {
        _ when IsObject(parameter) =>
            ReadObject.MakeGenericMethod(parameter.ParameterType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [test, file], null)!,
        { ParameterType: var type } when type == typeof(ISignatureVerifier) => test.Verifier,
        { ParameterType: var type } when type == typeof(IExecutionEngine) =>
            new FixedExecutionEngine(test.Yaml("execution.yaml")["execution_valid"].Bool),
        { Name: "parentSlot" } => test.Fork >= Spec.Config.ForkName.Gloas ? test.Meta["parent_slot"].UInt64 : 0UL,
        _ => throw new CaseFailedException($"no code knows what {parameter.Member.Name} takes as {parameter.Name}"),
    };

    private static bool IsObject(ParameterInfo parameter) => parameter.ParameterType != typeof(BeaconState)
        && parameter.ParameterType
            .GetInterfaces()
            .Any(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ISszType<>));

    private static T Read<T>(TestCase test, string file)
        where T : ISszType<T> => test.Read<T>(file);
}
