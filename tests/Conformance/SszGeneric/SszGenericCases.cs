using System.Buffers;
using System.Text.Json;
using Consensoor.Conformance.Cases;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Snappier;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>The cases of `ssz_generic`: types beyond those of the protocol, valid and invalid bytes.</summary>
public static class SszGenericCases
{
    private static readonly SszContext Context = new ChainSpec(Preset.Minimal, ChainConfig.Minimal).Ssz(ForkName.Phase0);

    /// <summary>
    /// Decodes, encodes and merkleizes a valid case given its folder, or checks that an invalid one is refused; null where it holds, else
    /// why not.
    /// </summary>
    public static string? Run(string caseDirectory)
    {
        var suite = Directory.GetParent(caseDirectory)!;
        var name = Path.GetFileName(caseDirectory);
        var codec = SszGenericTypes.Find(suite.Parent!.Name, name);
        var bytes = Snappy.DecompressToArray(File.ReadAllBytes(Path.Combine(caseDirectory, "serialized.ssz_snappy")));
        if (suite.Name == "invalid")
        {
            return codec is not null && codec.TryDecode(bytes, Context, out _, out _) ? "the bytes were accepted" : null;
        }

        if (codec is null)
        {
            return "the type is illegal";
        }

        if (!codec.TryDecode(bytes, Context, out var value, out var error))
        {
            return $"refused: {error}";
        }

        if (!codec.Encode(value, Context).AsSpan().SequenceEqual(bytes))
        {
            return "the encoding differs";
        }

        var root = Read(caseDirectory, "meta.yaml")["root"].Root;
        if (codec.Root(value, Context) != root || codec.Node(value, Context).Root != root)
        {
            return $"root {codec.Root(value, Context)}, of the tree {codec.Node(value, Context).Root}, expected {root}";
        }

        using var json = Read(caseDirectory, "value.yaml").ToJson();
        var failure = default(SszFailure);
        if (!codec.TryReadJson(json.RootElement, Context, out var read, ref failure))
        {
            return $"value.yaml is refused: {failure.ToError()}";
        }

        if (!codec.Encode(read, Context).AsSpan().SequenceEqual(bytes))
        {
            return "the encoding of value.yaml differs";
        }

        return JsonElement.DeepEquals(json.RootElement, Json(codec, value)) ? null : "the JSON differs from value.yaml";
    }

    private static JsonElement Json(Spec.Ssz.Codecs.SszObjectCodec codec, object value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            codec.WriteJson(writer, value, Context);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static Node Read(string caseDirectory, string file)
    {
        using var reader = File.OpenText(Path.Combine(caseDirectory, file));
        return Node.Parse(reader, file);
    }
}
