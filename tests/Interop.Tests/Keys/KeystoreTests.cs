using System.Text;
using System.Text.Json.Nodes;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Spec.Crypto.Bls;
using CsCheck;
using Xunit;
using static Consensoor.Interop.Tests.Keys.KeystoreSamples;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>Keystores of EIP-2335 are read, opened, sealed and written; what is none is refused with the reason, and at no cost.</summary>
public sealed class KeystoreTests
{
    [Theory]
    [InlineData("scrypt")]
    [InlineData("pbkdf2")]
    public void The_keystores_of_the_eip_open_with_its_password(string function)
    {
        var keystore = KeystoreJson.Read(Eip(function), out var problem)!;
        Assert.Equal(default, problem);
        using var password = Password(EipPassword);
        using var key = keystore.Open(password, ManagedBls.Shared, Memory, out var pubkey, out _);
        Assert.Equal(EipSecret, Convert.ToHexStringLower(key!.Reveal().AsSpan()));
        Assert.Equal(keystore.Pubkey, pubkey);
        Assert.StartsWith("m/12381/60/", keystore.Path, StringComparison.Ordinal);

        // What is sealed anew by what it says is the same file.
        var again = Keystore.Seal(key, ManagedBls.Shared, password, keystore.Kdf, keystore.Iv, keystore.Path, keystore.Uuid, Memory)!;
        var expected = JsonNode.Parse(Eip(function))!.AsObject();
        var written = JsonNode.Parse(KeystoreJson.Write(again with { Description = keystore.Description }))!.AsObject();
        Assert.True(JsonNode.DeepEquals(expected, written), written.ToJsonString());
    }

    [Fact]
    public void A_wrong_password_is_told_from_a_key_of_another()
    {
        var keystore = Seal(3, "right");
        using var wrong = Password("wrong");
        Assert.Null(keystore.Open(wrong, ManagedBls.Shared, Memory, out _, out var problem));
        Assert.Equal(KeystoreFault.WrongPassword, problem.Fault);
        using var right = Password("right");
        Assert.Null((keystore with { Pubkey = Pubkey(4) }).Open(right, ManagedBls.Shared, Memory, out _, out problem));
        Assert.Equal(KeystoreFault.OtherKey, problem.Fault);
        Assert.Contains(Pubkey(3).ToString(), problem.Reason, StringComparison.Ordinal);
        Assert.Null((keystore with { Checksum = new byte[32] }).Open(right, ManagedBls.Shared, Memory, out _, out problem));
        Assert.Equal(KeystoreFault.WrongPassword, problem.Fault);

        // A keystore need not name its key.
        using var key = (keystore with { Pubkey = null }).Open(right, ManagedBls.Shared, Memory, out var pubkey, out _);
        Assert.Equal(Pubkey(3), pubkey);
    }

    [Theory]
    [InlineData("", KeystoreFault.Malformed, "no JSON")]
    [InlineData("[]", KeystoreFault.Malformed, "version is missing")]
    [InlineData("{\"version\": 4, \"version\": 4}", KeystoreFault.Malformed, "no JSON")]
    [InlineData("{\"\\ud800\": 1, \"version\": 4}", KeystoreFault.Malformed, "surrogate")]
    [InlineData("{\"\\ud800\": 1}", KeystoreFault.Malformed, "surrogate")]
    [InlineData("{\"version\": 4, \"crypto\": {\"\\ud800\": 1, \"kdf\": {}}}", KeystoreFault.Malformed, "surrogate")]
    [InlineData("{\"version\": 4, \"crypto\": {\"\\udc00\": 1}}", KeystoreFault.Malformed, "surrogate")]
    [InlineData("{\"version\": 3}", KeystoreFault.Version, "its version is 3")]
    [InlineData("{\"version\": \"4\"}", KeystoreFault.Version, "its version is no whole number")]
    [InlineData("{\"version\": 4}", KeystoreFault.Malformed, "crypto.kdf.function is missing")]
    [InlineData("{\"version\": 4, \"crypto\": 7}", KeystoreFault.Malformed, "crypto.kdf.function is missing")]
    public void What_is_no_keystore_is_refused(string json, KeystoreFault fault, string reason)
    {
        Assert.Null(KeystoreJson.Read(Encoding.UTF8.GetBytes(json), out var problem));
        Assert.Equal(fault, problem.Fault);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crypto.kdf.function", "\"argon2\"", KeystoreFault.Unsupported)]
    [InlineData("crypto.kdf.params.n", "262143", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.n", "1", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.n", "-262144", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.n", "1.5", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.n", "1073741824", KeystoreFault.TooLarge)]
    [InlineData("crypto.kdf.params.n", "9223372036854775808", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.n", "1048576", KeystoreFault.TooLarge)]
    [InlineData("crypto.kdf.params.r", "32", KeystoreFault.TooLarge)]
    [InlineData("crypto.kdf.params.r", "0", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.p", "5", KeystoreFault.TooLarge)]
    [InlineData("crypto.kdf.params.p", "2147483648", KeystoreFault.TooLarge)]
    [InlineData("crypto.kdf.params.dklen", "16", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.dklen", "1000000", KeystoreFault.TooLarge)]
    [InlineData("crypto.kdf.params.salt", "\"0g\"", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.salt", "\"123\"", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.salt", "\"\\ud800\"", KeystoreFault.Malformed)]
    [InlineData("crypto.checksum.function", "\"md5\"", KeystoreFault.Unsupported)]
    [InlineData("crypto.checksum.message", "\"00\"", KeystoreFault.Malformed)]
    [InlineData("crypto.cipher.function", "\"aes-256-cbc\"", KeystoreFault.Unsupported)]
    [InlineData("crypto.cipher.params.iv", "\"00\"", KeystoreFault.Malformed)]
    [InlineData("crypto.cipher.message", "\"\"", KeystoreFault.Malformed)]
    [InlineData("crypto.cipher.message", "null", KeystoreFault.Malformed)]
    [InlineData("pubkey", "\"0x00\"", KeystoreFault.Malformed)]
    [InlineData("path", "7", KeystoreFault.Malformed)]
    public void A_member_that_is_wrong_or_costs_too_much_is_named(string path, string value, KeystoreFault fault)
    {
        Assert.Null(KeystoreJson.Read(With("scrypt", path, value), out var problem));
        Assert.True(problem.Fault == fault, problem.Reason);
        Assert.True(
            problem.Reason.Contains(path, StringComparison.Ordinal) || problem.Reason.StartsWith("its scrypt", StringComparison.Ordinal),
            problem.Reason);
    }

    [Theory]
    [InlineData("crypto.kdf.params.c", "0", KeystoreFault.Malformed)]
    [InlineData("crypto.kdf.params.c", "10000001", KeystoreFault.TooLarge)]
    [InlineData("crypto.kdf.params.prf", "\"hmac-sha512\"", KeystoreFault.Unsupported)]
    public void So_is_one_of_pbkdf2(string path, string value, KeystoreFault fault)
    {
        Assert.Null(KeystoreJson.Read(With("pbkdf2", path, value), out var problem));
        Assert.Equal(fault, problem.Fault);
        Assert.Contains(path, problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_beyond_all_bounds_is_not_read()
    {
        Assert.Null(KeystoreJson.Read(new byte[KeystoreLimits.MaxFileBytes + 1], out var problem));
        Assert.Equal(KeystoreFault.TooLarge, problem.Fault);
    }

    [Fact]
    public void What_tools_write_otherwise_is_read()
    {
        var json = JsonNode.Parse(Eip("pbkdf2"))!;
        json["pubkey"] = "0x" + json["pubkey"];
        json["description"] = null;
        json["crypto"]!["kdf"]!["params"]!["salt"] = "0x" + json["crypto"]!["kdf"]!["params"]!["salt"];
        byte[] text = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(json.ToJsonString())];
        Assert.NotNull(KeystoreJson.Read(text, out _));
        json["pubkey"] = "";
        Assert.Null(KeystoreJson.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), out _)!.Pubkey);
    }

    [Fact]
    public void Bytes_that_were_changed_are_never_an_exception() => Gen.Select(Gen.Int[0, 900], Gen.Byte, Gen.Bool).Sample(
        static (at, value, isCut) =>
        {
            var bytes = Eip(isCut ? "pbkdf2" : "scrypt");
            at %= bytes.Length;
            bytes[at] = value;
            var keystore = KeystoreJson.Read(isCut ? bytes.AsMemory(0, at) : bytes, out var problem);
            return keystore is not null || problem.Reason.Length > 0;
        },
        iter: 5_000);

    [Fact]
    public void Any_key_under_any_password_comes_back() => Gen.Select(
        Gen.Int[0, 1_000], Gen.String, Gen.Bool, Gen.Byte.Array[0, 64]).Sample(static (index, text, isScrypt, salt) =>
        {
            if (KeystorePasswordOf(text) is not { } password)
            {
                return true;
            }

            KeyDerivationFunction kdf = isScrypt
                ? new KeyDerivationFunction.ByScrypt(2, 1, 1, salt)
                : new KeyDerivationFunction.ByPbkdf2(1, salt);
            var json = KeystoreJson.Write(Seal(index, text, kdf));
            using var key = KeystoreJson.Read(json, out _)!.Open(password, ManagedBls.Shared, Memory, out var pubkey, out _);
            return pubkey == Pubkey(index);
        },
        iter: 100);

    private static Interop.Keys.Passwords.KeystorePassword? KeystorePasswordOf(string text) =>
        Interop.Keys.Passwords.KeystorePassword.FromText(text, out _);

    private static byte[] With(string function, string path, string value)
    {
        var root = JsonNode.Parse(Eip(function))!;
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(root, static (node, name) => node[name]!);
        parent[names[^1]] = "@";
        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal));
    }
}
