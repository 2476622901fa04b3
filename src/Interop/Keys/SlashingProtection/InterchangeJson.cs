using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>Reads and writes the interchange format of EIP-3076 as JSON.</summary>
public static class InterchangeJson
{
    /// <summary>The largest document that is read, in bytes.</summary>
    public const int MaxLength = 256 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads a document; throws <see cref="SlashingProtectionException"/> that says what is wrong and where.</summary>
    public static Interchange Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxLength)
        {
            throw new SlashingProtectionException($"the document has {json.Length} bytes, more than {MaxLength}");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Parse(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new SlashingProtectionException($"this is no interchange document: {e.Message}", e);
        }
    }

    /// <summary>Reads a document that is part of another; may throw what <see cref="JsonElement"/> does.</summary>
    internal static Interchange Parse(JsonElement root)
    {
        var metadata = root.GetProperty("metadata");
        if (metadata.GetProperty("interchange_format_version").GetString() is var version && version != Interchange.FormatVersion)
        {
            throw new SlashingProtectionException($"interchange_format_version is {Shown(version)}, not {Interchange.FormatVersion}");
        }

        return new Interchange(
            RootOf(metadata, "genesis_validators_root") ?? throw Missing("metadata", "genesis_validators_root"),
            [.. root.GetProperty("data").EnumerateArray().Select(Key)]);
    }

    /// <summary>Writes an interchange as a JSON document, indented.</summary>
    public static byte[] Write(Interchange interchange)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteString("interchange_format_version", Interchange.FormatVersion);
            json.WriteString("genesis_validators_root", interchange.GenesisValidatorsRoot.ToString());
            json.WriteEndObject();
            json.WriteStartArray("data");
            foreach (var key in interchange.Data)
            {
                Write(json, key);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static KeyHistory Key(JsonElement key) => new(
        key.GetProperty("pubkey").GetString() is var text && BLSPubkey.TryParse(text ?? "", out var pubkey)
            ? pubkey
            : throw new SlashingProtectionException($"pubkey: '{Shown(text)}' is none"),
        [.. key.GetProperty("signed_blocks").EnumerateArray().Select(static block =>
            new SignedBlock(Number(block, "slot"), RootOf(block, "signing_root")))],
        [.. key.GetProperty("signed_attestations").EnumerateArray().Select(static vote =>
            new SignedAttestation(Number(vote, "source_epoch"), Number(vote, "target_epoch"), RootOf(vote, "signing_root")))]);

    private static ulong Number(JsonElement parent, string name) =>
        ulong.TryParse(parent.GetProperty(name).GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SlashingProtectionException($"{name}: '{Shown(parent.GetProperty(name).GetString())}' is no number");

    private static Root? RootOf(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return Root.TryParse(value.GetString()!, out var root)
            ? root
            : throw new SlashingProtectionException($"{name}: '{Shown(value.GetString())}' is no root");
    }

    private static string Shown(string? text) => ConfigError.Shown(text ?? "null");

    private static SlashingProtectionException Missing(string where, string name) => new($"{where} has no {name}");

    private static void Write(Utf8JsonWriter json, KeyHistory key)
    {
        json.WriteStartObject();
        json.WriteString("pubkey", key.Pubkey.ToString());
        json.WriteStartArray("signed_blocks");
        foreach (var block in key.Blocks)
        {
            json.WriteStartObject();
            WriteNumber(json, "slot", block.Slot);
            WriteRoot(json, block.SigningRoot);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("signed_attestations");
        foreach (var attestation in key.Attestations)
        {
            json.WriteStartObject();
            WriteNumber(json, "source_epoch", attestation.Source);
            WriteNumber(json, "target_epoch", attestation.Target);
            WriteRoot(json, attestation.SigningRoot);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, ulong number) =>
        json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));

    private static void WriteRoot(Utf8JsonWriter json, Root? root)
    {
        if (root is { } known)
        {
            json.WriteString("signing_root", known.ToString());
        }
    }
}
