using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
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
        var type = name == nameof(BeaconState)
            ? typeof(BeaconState)
            : typeof(Attestation).Assembly.GetType($"{typeof(Attestation).Namespace}.{name}");
        return type is null
            ? null
            : typeof(SszStaticRunner).GetMethod(nameof(RunType), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type)
                .CreateDelegate<Action<TestCase>>();
    }

    private static void RunType<T>(TestCase test)
        where T : ISszType<T>
    {
        var bytes = test.SszBytes("serialized");
        var root = test.Yaml("roots.yaml")["root"].Root;
        using var expected = test.Yaml("value.yaml").ToJson();

        var value = test.Read<T>("serialized");
        Check.Bytes(bytes, Encode(value, test.Ssz), "encoding");
        Check.Equal(root, value.HashTreeRoot(test.Ssz), "root");
        Check.Equal(root, value.ToNode(test.Ssz).Root, "root of the tree");

        Check.Bytes(bytes, Encode(ReadJson<T>(expected.RootElement, test.Ssz), test.Ssz), "encoding of value.yaml");
        using var written = WriteJson(value, test.Ssz);
        Check.That(
            JsonElement.DeepEquals(expected.RootElement, written.RootElement),
            $"JSON differs from value.yaml: {Difference("", expected.RootElement, written.RootElement)}");
    }

    private static byte[] Encode<T>(T value, SszContext context)
        where T : ISszType<T>
    {
        var encoded = new byte[value.EncodedLength(context)];
        value.Encode(encoded, context);
        return encoded;
    }

    private static T ReadJson<T>(JsonElement json, SszContext context)
        where T : ISszType<T>
    {
        var failure = default(SszFailure);
        return T.TryReadJson(json, context, out var value, ref failure)
            ? value
            : throw new CaseFailedException($"value.yaml is refused: {failure.ToError()}");
    }

    private static JsonDocument WriteJson<T>(T value, SszContext context)
        where T : ISszType<T>
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            value.WriteJson(writer, context);
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private static string Difference(string path, JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in expected.EnumerateObject())
            {
                if (!actual.TryGetProperty(property.Name, out var other))
                {
                    return $"{path}.{property.Name} is missing";
                }

                if (!JsonElement.DeepEquals(property.Value, other))
                {
                    return Difference($"{path}.{property.Name}", property.Value, other);
                }
            }
        }

        if (expected.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array)
        {
            var at = 0;
            foreach (var (left, right) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
            {
                if (!JsonElement.DeepEquals(left, right))
                {
                    return Difference($"{path}[{at}]", left, right);
                }

                at++;
            }
        }

        return $"{path}: expected {Short(expected)}, got {Short(actual)}";
    }

    private static string Short(JsonElement json) => json.GetRawText() is { Length: > 100 } text ? text[..100] + "…" : json.GetRawText();
}
