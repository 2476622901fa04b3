using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Consensoor.Spec.Ssz;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Consensoor.Conformance.Cases;

/// <summary>A value of a case's YAML file with the path to it; reading it as the wrong type fails the case.</summary>
public sealed class Node
{
    private readonly YamlNode _node;

    private Node(YamlNode node, string path)
    {
        _node = node;
        Path = path;
    }

    /// <summary>File name, keys and indices.</summary>
    public string Path { get; }

    /// <summary>The text of a scalar.</summary>
    public string Text => _node is YamlScalarNode { Value: { } text } ? text : throw Wrong("a scalar");

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<Node> Items =>
        _node is YamlSequenceNode list ? [.. list.Children.Select((child, i) => new Node(child, $"{Path}[{i}]"))] : throw Wrong("a list");

    /// <summary>The keys of a mapping in order.</summary>
    public IReadOnlyList<string> Keys =>
        _node is YamlMappingNode map ? [.. map.Children.Keys.Select(static key => ((YamlScalarNode)key).Value!)] : throw Wrong("a mapping");

    /// <summary>True for null, ~ and nothing.</summary>
    public bool IsNull => _node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "null" or "~" };

    /// <summary>True for a scalar.</summary>
    public bool IsScalar => _node is YamlScalarNode;

    /// <summary>A boolean.</summary>
    public bool Bool => Text switch
    {
        "true" or "True" => true,
        "false" or "False" => false,
        _ => throw Wrong("a boolean"),
    };

    /// <summary>A number.</summary>
    public ulong UInt64 =>
        ulong.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong("an unsigned number");

    /// <summary>A number of any size.</summary>
    public BigInteger Integer =>
        BigInteger.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong("a number");

    /// <summary>0x hex.</summary>
    public byte[] Hex
    {
        get
        {
            try
            {
                return Text.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(Text.AsSpan(2)) : throw Wrong("0x hex");
            }
            catch (FormatException)
            {
                throw Wrong("0x hex");
            }
        }
    }

    /// <summary>A root.</summary>
    public Root Root => Bytes32.TryParse(Text, out var value) ? value : throw Wrong("32 bytes of hex");

    /// <summary>Four bytes.</summary>
    public Bytes4 Bytes4 => Spec.Ssz.Bytes4.TryParse(Text, out var value) ? value : throw Wrong("4 bytes of hex");

    /// <summary>The value of a key; fails the case where there is none.</summary>
    public Node this[string key] => TryGet(key) ?? throw new CaseFailedException($"{Path} has no {key}");

    /// <summary>The value of a key, or null.</summary>
    public Node? TryGet(string key) =>
        _node is YamlMappingNode map
            ? map.Children.TryGetValue(key, out var child) ? new Node(child, $"{Path}.{key}") : null
            : throw Wrong("a mapping");

    /// <summary>Fails the case where a mapping has a key that is not listed: what no code knows must not pass unseen.</summary>
    public void OnlyKeys(params ReadOnlySpan<string> known)
    {
        foreach (var key in Keys)
        {
            Check.That(known.Contains(key), $"{Path} has the key {key}, which no code knows");
        }
    }

    /// <summary>The value in the form of the Beacon API: numbers and hex as strings, booleans as they are.</summary>
    public JsonDocument ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteJson(_node, writer);
        }

        return JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 64 });
    }

    /// <summary>Reads a file.</summary>
    public static Node Parse(TextReader reader, string path)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(reader);
        }
        catch (YamlException exception)
        {
            throw new CaseFailedException($"{path}: {exception.Message}");
        }

        return new Node(stream.Documents.Count == 0 ? new YamlMappingNode() : stream.Documents[0].RootNode, path);
    }

    private static void WriteJson(YamlNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case YamlMappingNode map:
                writer.WriteStartObject();
                foreach (var (key, child) in map.Children)
                {
                    writer.WritePropertyName(((YamlScalarNode)key).Value!);
                    WriteJson(child, writer);
                }

                writer.WriteEndObject();
                break;
            case YamlSequenceNode list:
                writer.WriteStartArray();
                foreach (var child in list.Children)
                {
                    WriteJson(child, writer);
                }

                writer.WriteEndArray();
                break;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag:
                writer.WriteBooleanValue(flag.Value == "true");
                break;
            case YamlScalarNode scalar:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }

    private CaseFailedException Wrong(string expected) => new($"{Path} is not {expected}");
}
