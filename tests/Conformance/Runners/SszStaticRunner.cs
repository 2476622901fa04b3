using System.Collections.Concurrent;
using System.Reflection;
using Consensoor.Conformance.Cases;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Conformance.Runners;

/// <summary>`ssz_static`: bytes, value and root of every container; the handler names the container.</summary>
public sealed class SszStaticRunner : ICaseRunner
{
    private static readonly ConcurrentDictionary<string, Action<TestCase>?> Types = new();

    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        var run = Types.GetOrAdd(test.Handler, static name => Find(name));
        Check.That(run is not null, $"no container {test.Handler}");
        run(test);
    }

    private static Action<TestCase>? Find(string name)
    {
        var type = name == nameof(BeaconState) ? typeof(BeaconState) : typeof(Attestation).Assembly.GetType($"{typeof(Attestation).Namespace}.{name}");
        return type is null
            ? null
            : typeof(SszStaticRunner).GetMethod(nameof(RunType), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate<Action<TestCase>>();
    }

    private static void RunType<T>(TestCase test)
        where T : ISszType<T>
    {
        var bytes = test.SszBytes("serialized");
        var value = test.Read<T>("serialized");
        var encoded = new byte[value.EncodedLength(test.Ssz)];
        value.Encode(encoded, test.Ssz);
        Check.Bytes(bytes, encoded, "encoding");
        Check.Equal(test.Yaml("roots.yaml")["root"].Root, value.HashTreeRoot(test.Ssz), "root");
    }
}
