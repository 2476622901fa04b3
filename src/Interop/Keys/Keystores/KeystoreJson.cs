using System.Buffers;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>Reads and writes the JSON of EIP-2335, version 4.</summary>
public static class KeystoreJson
{
    private const int DerivedBytes = 32;
    private const int ChecksumBytes = 32;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>
    /// Reads a keystore; null and what is wrong, and where, for what is none, of another version, or too costly to open.
    /// </summary>
    public static Keystore? Read(ReadOnlyMemory<byte> json, out (KeystoreFault Fault, string Reason) problem)
    {
        problem = default;
        if (json.Length > KeystoreLimits.MaxFileBytes)
        {
            problem = (KeystoreFault.TooLarge, $"more than {KeystoreLimits.MaxFileBytes} bytes");
            return null;
        }

        try
        {
            var text = json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
            using var document = JsonDocument.Parse(text, Strict);
            return Read(document.RootElement, ref problem);
        }
        catch (JsonException e)
        {
            problem = (KeystoreFault.Malformed, $"it is no JSON (line {e.LineNumber + 1})");
            return null;
        }
        catch (InvalidOperationException)
        {
            problem = (KeystoreFault.Malformed, "it is no JSON (half of a surrogate pair in the name of a member)");
            return null;
        }
    }

    /// <summary>Writes a keystore.</summary>
    public static byte[] Write(Keystore keystore)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("crypto");
            WriteKdf(json, keystore.Kdf);
            json.WriteStartObject("checksum");
            json.WriteString("function", "sha256");
            json.WriteStartObject("params");
            json.WriteEndObject();
            json.WriteString("message", Hex(keystore.Checksum));
            json.WriteEndObject();
            json.WriteStartObject("cipher");
            json.WriteString("function", "aes-128-ctr");
            json.WriteStartObject("params");
            json.WriteString("iv", Hex(keystore.Iv));
            json.WriteEndObject();
            json.WriteString("message", Hex(keystore.Cipher));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("description", keystore.Description);
            if (keystore.Pubkey is { } pubkey)
            {
                json.WriteString("pubkey", Convert.ToHexStringLower(pubkey.AsSpan()));
            }

            json.WriteString("path", keystore.Path);
            json.WriteString("uuid", keystore.Uuid.ToString("D"));
            json.WriteNumber("version", Keystore.Version);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteKdf(Utf8JsonWriter json, KeyDerivationFunction kdf)
    {
        json.WriteStartObject("kdf");
        json.WriteString("function", kdf is KeyDerivationFunction.ByScrypt ? "scrypt" : "pbkdf2");
        json.WriteStartObject("params");
        json.WriteNumber("dklen", DerivedBytes);
        switch (kdf)
        {
            case KeyDerivationFunction.ByScrypt scrypt:
                json.WriteNumber("n", scrypt.N);
                json.WriteNumber("r", scrypt.R);
                json.WriteNumber("p", scrypt.P);
                break;
            case KeyDerivationFunction.ByPbkdf2 pbkdf2:
                json.WriteNumber("c", pbkdf2.Rounds);
                json.WriteString("prf", "hmac-sha256");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kdf));
        }

        json.WriteString("salt", Hex(kdf.Salt));
        json.WriteEndObject();
        json.WriteString("message", "");
        json.WriteEndObject();
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    private static Keystore? Read(JsonElement root, ref (KeystoreFault Fault, string Reason) problem)
    {
        var json = new KeystoreMembers(root);

        // The version comes first: of another one all else may be different.
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out var version)
            && !(version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == Keystore.Version))
        {
            var given = version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var other) ? $"{other}" : "no whole number";
            problem = (KeystoreFault.Version, $"its version is {given}, and {Keystore.Version} is read");
            return null;
        }

        _ = json.Number("version", 0, int.MaxValue);
        var kdf = ReadKdf(json);
        json.Function("crypto.checksum.function", "sha256");
        var checksum = json.Bytes("crypto.checksum.message", ChecksumBytes, ChecksumBytes);
        json.Function("crypto.cipher.function", "aes-128-ctr");
        var iv = json.Bytes("crypto.cipher.params.iv", Keystore.IvBytes, Keystore.IvBytes);
        var cipher = json.Bytes("crypto.cipher.message", Bytes32.Length, Bytes32.Length);
        BLSPubkey? pubkey = json.Has("pubkey") && json.Text("pubkey").Length > 0
            ? Pubkey(json.Bytes("pubkey", BLSPubkey.Length, BLSPubkey.Length))
            : null;
        var path = json.Has("path") ? json.Text("path") : "";
        var description = json.Has("description") ? json.Text("description") : "";
        var uuid = json.Has("uuid") && Guid.TryParse(json.Text("uuid"), out var id) ? id : Guid.Empty;
        problem = json.Problem ?? default;
        return json.Problem is null ? new Keystore(kdf!, checksum, iv, cipher, pubkey, path, uuid, description) : null;
    }

    private static BLSPubkey? Pubkey(byte[] bytes) => bytes.Length == BLSPubkey.Length ? new BLSPubkey(bytes) : null;

    private static KeyDerivationFunction? ReadKdf(KeystoreMembers json)
    {
        const string Params = "crypto.kdf.params.";
        var function = json.Function("crypto.kdf.function", "scrypt", "pbkdf2");
        var salt = json.Bytes(Params + "salt", 0, KeystoreLimits.MaxSaltBytes);
        _ = json.Number(Params + "dklen", DerivedBytes, KeystoreLimits.MaxKeyBytes);
        if (function == "pbkdf2")
        {
            json.Function(Params + "prf", "hmac-sha256");
            return new KeyDerivationFunction.ByPbkdf2(json.Number(Params + "c", 1, KeystoreLimits.MaxRounds), salt);
        }

        var n = json.Number(Params + "n", 2, int.MaxValue);
        var r = json.Number(Params + "r", 1, KeystoreLimits.MaxScryptFactor);
        var p = json.Number(Params + "p", 1, KeystoreLimits.MaxScryptFactor);
        if (json.Problem is null && !BitOperations.IsPow2(n))
        {
            json.Fail(KeystoreFault.Malformed, $"{Params}n: {n} is no power of two");
        }

        if (json.Problem is null && 128L * n * r > KeystoreLimits.MaxScryptBytes)
        {
            json.Fail(
                KeystoreFault.TooLarge,
                $"its scrypt needs {(128L * n * r) >> 20} MiB, and {KeystoreLimits.MaxScryptBytes >> 20} are given at most (n {n}, r {r})");
        }

        if (json.Problem is null && (long)n * r * p > KeystoreLimits.MaxScryptWork)
        {
            json.Fail(KeystoreFault.TooLarge, $"its scrypt takes too long (n {n}, r {r}, p {p})");
        }

        return new KeyDerivationFunction.ByScrypt(n, r, p, salt);
    }
}
