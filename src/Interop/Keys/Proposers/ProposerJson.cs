using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Consensoor.Messages;

namespace Consensoor.Interop.Keys.Proposers;

/// <summary>
/// Reads and writes what is said of proposers: an object of public keys, each with any of `fee_recipient`, `gas_limit`, `graffiti` and
/// `builder_config`, numbers as decimal text.
/// </summary>
public static class ProposerJson
{
    /// <summary>The most keys that are read.</summary>
    public const int MaxKeys = 100_000;

    /// <summary>The largest gas limit; execution layers count gas in signed 64-bit numbers.</summary>
    public const ulong MaxGasLimit = long.MaxValue;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Reads a document; null and what is wrong, and where.</summary>
    public static ImmutableDictionary<BLSPubkey, ProposerEntry>? Read(ReadOnlyMemory<byte> json, out string? problem)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var reader = new ProposerReader();
            var entries = Read(document.RootElement, reader);
            problem = reader.Problem;
            return problem is null ? entries : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            problem = $"it is no JSON, or says a thing twice ({e.Message})";
            return null;
        }
    }

    /// <summary>Writes entries, keys in order.</summary>
    public static byte[] Write(IReadOnlyDictionary<BLSPubkey, ProposerEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            foreach (var (pubkey, entry) in entries.OrderBy(static entry => entry.Key.ToString(), StringComparer.Ordinal))
            {
                json.WriteStartObject(pubkey.ToString());
                Write(json, entry);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static ImmutableDictionary<BLSPubkey, ProposerEntry>? Read(JsonElement root, ProposerReader reader)
    {
        var entries = ImmutableDictionary.CreateBuilder<BLSPubkey, ProposerEntry>();
        foreach (var (name, value) in reader.Members(root, "the document"))
        {
            if (reader.Pubkey(name, "a key") is not { } pubkey)
            {
                return null;
            }

            if (entries.Count == MaxKeys || !entries.TryAdd(pubkey, Entry(value, name, reader)))
            {
                reader.Fail(entries.Count == MaxKeys ? $"more than {MaxKeys} keys" : $"{name} stands there twice");
                return null;
            }
        }

        return entries.ToImmutable();
    }

    private static ProposerEntry Entry(JsonElement value, string where, ProposerReader reader)
    {
        var entry = ProposerEntry.None;
        foreach (var (name, member) in reader.Members(value, where))
        {
            var at = $"{where}.{name}";
            entry = name switch
            {
                "fee_recipient" => entry with { FeeRecipient = reader.Address(member, at) },
                "gas_limit" => entry with { GasLimit = reader.Number(member, at, 1, MaxGasLimit) },
                "graffiti" => entry with { Graffiti = reader.Graffiti(member, at) },
                "builder_config" => entry with { Builders = BuilderConfigJson.Read(member, at, reader, isStrict: true) },
                _ => reader.Unknown(entry, at),
            };
        }

        return entry;
    }

    private static void Write(Utf8JsonWriter json, ProposerEntry entry)
    {
        if (entry.FeeRecipient is { } recipient)
        {
            json.WriteString("fee_recipient", recipient.ToString());
        }

        if (entry.GasLimit is { } limit)
        {
            json.WriteString("gas_limit", $"{limit}");
        }

        if (entry.Graffiti is { } graffiti)
        {
            json.WriteString("graffiti", graffiti);
        }

        if (entry.Builders is { } builders)
        {
            json.WritePropertyName("builder_config");
            BuilderConfigJson.Write(json, builders);
        }
    }
}
