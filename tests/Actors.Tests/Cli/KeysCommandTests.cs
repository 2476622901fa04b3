using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Spec.Crypto.Bls;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>`keys derive|list|import|export`: from words to keystores that `run` takes, and out again under another password.</summary>
public sealed class KeysCommandTests : IDisposable
{
    // Of the deposit tool's own data: its first two keys are those in eth-clients' and Lighthouse's tests.
    private const string Words = "test test test test test test test test test test test waste";
    private const string First = "0x88b6b3a9b391fa5593e8bce8d06102df1a56248368086929709fbb4a8570dc6a560febeef8159b19789e9c1fd13572f0";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Keys_of_words_are_shown_and_written_and_open_again()
    {
        var words = Text("words", Words + "\n");
        var shown = await CliRun.Of("keys", "derive", "--mnemonic-file", words, "--range", "0..2");
        Assert.Equal(ExitCodes.Done, shown.Code);
        var lines = shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal($"{First} m/12381/3600/0/0/0", lines[0].TrimEnd());

        var to = Path.Combine(_folder, "out");
        string[] derive =
        [
            "keys", "derive", "--mnemonic-file", words, "--range", "0..2", "--to", to, "--password-file", Text("password", "contraseña\n"),
            "--kdf", "pbkdf2",
        ];
        var run = await CliRun.Of(derive);
        Assert.Equal((ExitCodes.Done, shown.Output), (run.Code, run.Output));
        Assert.All(Directory.GetFiles(to, "*", SearchOption.AllDirectories), static file =>
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        });

        // Nothing is written over, and nothing of it is in sight.
        await CliRun.Refuses(CliRun.Of(derive), "is not overwritten");
        Assert.DoesNotContain("contrase", run.Output + run.Error, StringComparison.Ordinal);
        var check = await CliRun.Of("keys", "list", "--validator-keys", $"{to}/keys:{to}/secrets", "--check");
        Assert.Equal(ExitCodes.Done, check.Code);
        Assert.Equal(
            lines.Select(static line => line.Split(' ')[0]).Order(),
            check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')[0]).Order());
    }

    [Fact]
    public async Task Keystores_are_imported_into_the_data_directory_and_exported_under_another_password()
    {
        var (keys, secrets, data) = (Path.Combine(_folder, "keys"), Path.Combine(_folder, "secrets"), Path.Combine(_folder, "data"));
        for (var i = 0; i < 3; i++)
        {
            KeystoreSamples.Write(Path.Combine(keys, $"{i}.json"), i, Path.Combine(secrets, $"{i}.txt"), $"old {i}");
        }

        KeystoreSamples.Write(Path.Combine(keys, "x.json"), 9, Path.Combine(secrets, "x.txt"), "right");
        await File.WriteAllTextAsync(Path.Combine(secrets, "x.txt"), "wrong");
        var run = await CliRun.Of("keys", "import", "--from", $"{keys}:{secrets}", "--data-dir", data);
        run.IsRefused(ExitCodes.Refused, "x.json: the password is not that of the keystore", "protection import");
        Assert.Equal(3, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var list = await CliRun.Of("keys", "list", "--data-dir", data, "--check");
        Assert.Equal(ExitCodes.Done, list.Code);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Contains(Pubkey(i), list.Output, StringComparison.Ordinal));

        var to = Path.Combine(_folder, "out");
        run = await CliRun.Of(
            "keys", "export", "--data-dir", data, "--public-keys", $"{Pubkey(0)},{Pubkey(2)}", "--to", to, "--kdf", "pbkdf2",
            "--password-file", Text("new", "a new one"));
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        using var loaded = Open(to);
        Assert.Equal(
            new[] { Pubkey(0), Pubkey(2) }.Order(), loaded.Keys.Select(static key => key.Pubkey.ToString()).Order());
        Assert.All(loaded.Keys, key => Assert.Equal(
            "a new one\n", File.ReadAllText(Path.Combine(to, "secrets", $"{key.Pubkey}.txt"))));
        var path = KeystoreFiles.ReadKeystore(Path.Combine(to, "keys", $"{Pubkey(2)}.json"), out _)!.Path;
        Assert.Equal("m/12381/3600/2/0/0", path);
        run = await CliRun.Of(
            "keys", "export", "--data-dir", data, "--public-keys", Pubkey(7), "--to", to + "2", "--password-file", Text("new", "x"));
        run.IsRefused(ExitCodes.Refused, Pubkey(7), "there is no such key");
    }

    [Fact]
    public async Task A_key_that_is_there_already_is_said_and_the_others_are_imported()
    {
        var (keys, secrets, data) = (Path.Combine(_folder, "keys"), Path.Combine(_folder, "secrets"), Path.Combine(_folder, "data"));
        for (var i = 0; i < 3; i++)
        {
            KeystoreSamples.Write(Path.Combine(keys, $"{i}.json"), i, Path.Combine(secrets, $"{i}.txt"), $"old {i}");
        }

        // The same files by another name are the same files.
        var first = await CliRun.Of(
            "keys", "import", "--from", $"{keys}/0.json:{secrets},{keys}/../keys/0.json:{secrets}", "--data-dir", data);
        Assert.True(first.Code == ExitCodes.Done, first.Error);

        // What one that was cut off left: a password without its keystore.
        await File.WriteAllTextAsync(Path.Combine(data, "validators", "secrets", $"{Pubkey(2)}.txt"), "cut off");
        var run = await CliRun.Of("keys", "import", "--from", $"{keys}:{secrets}", "--data-dir", data);
        run.IsRefused(ExitCodes.Refused, $"{Pubkey(0)}.json: is there already");
        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using var loaded = Open(Path.Combine(data, "validators"));
        Assert.Equal((3, 0), (loaded.Keys.Count, loaded.Refusals.Count));
    }

    [Fact]
    public async Task A_keystore_that_cannot_be_written_leaves_no_password_behind()
    {
        var to = Path.Combine(_folder, "out");
        var words = Text("words", Words);

        // A folder stands where the draft of the keystore is to be.
        Directory.CreateDirectory(Path.Combine(to, "keys", $".{First}.json.new"));
        await CliRun.Refuses(
            CliRun.Of(
                "keys", "derive", "--mnemonic-file", words, "--range", "0..1", "--to", to, "--password-file", Text("password", "x"),
                "--kdf", "pbkdf2"),
            $"{First}.json");
        Assert.Empty(Directory.GetFiles(Path.Combine(to, "secrets")));
    }

    [Fact]
    public async Task A_keystore_in_use_is_not_imported()
    {
        var (keys, secrets) = (Path.Combine(_folder, "keys"), Path.Combine(_folder, "secrets"));
        KeystoreSamples.Write(Path.Combine(keys, "0.json"), 0, Path.Combine(secrets, "0.txt"), "old");
        using var taken = KeystoreLock.Take(Path.Combine(keys, "0.json"), out _);
        await CliRun.Refuses(
            CliRun.Of("keys", "import", "--from", $"{keys}:{secrets}", "--data-dir", Path.Combine(_folder, "data")),
            "0.json: another process has it in use");
    }

    [Fact]
    public async Task An_empty_password_protects_nothing_new()
    {
        var to = Path.Combine(_folder, "out");
        await CliRun.Refuses(
            CliRun.Of(
                "keys", "derive", "--mnemonic-file", Text("words", Words), "--range", "0..1", "--to", to, "--password-file",
                Text("password", "\n"), "--kdf", "pbkdf2"),
            "password: the password is empty");
        Assert.False(Directory.Exists(to));
    }

    [Fact]
    public async Task Hundreds_of_keys_may_be_named_in_one_option()
    {
        var (keys, secrets) = (Path.Combine(_folder, "keys"), Path.Combine(_folder, "secrets"));
        KeystoreSamples.Write(Path.Combine(keys, "0.json"), 0, Path.Combine(secrets, "0.txt"), "old");
        var named = string.Join(',', Enumerable.Range(1, 400).Select(static i => $"0x{i:x96}").Prepend(Pubkey(0)));
        var run = await CliRun.Of(
            "keys", "export", "--validator-keys", $"{keys}:{secrets}", "--public-keys", named, "--to", Path.Combine(_folder, "out"),
            "--password-file", Text("password", "x"), "--kdf", "pbkdf2");
        run.IsRefused(ExitCodes.Refused, $"0x{400:x96}: there is no such key");
        Assert.Equal(Pubkey(0), run.Output.Trim());
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_its_reason()
    {
        await CliRun.Refuses(
            CliRun.Of("keys", "derive", "--mnemonic-file", Text("words", "a b c"), "--range", "0..1"), "this is no mnemonic: has 3 words");
        await CliRun.Refuses(
            CliRun.Of("keys", "derive", "--mnemonic-file", Path.Combine(_folder, "nowhere"), "--range", "0..1"), "is not there");
        await CliRun.Refuses(CliRun.Of("keys", "list", "--validator-keys", "/nowhere:/nowhere"), "/nowhere: is not there");
        await CliRun.Refuses(CliRun.Of("keys", "import", "--from", $"{_folder}:x", "--data-dir", _folder), "there is no keystore");
        (await CliRun.Of("keys", "derive")).IsRefused(ExitCodes.BadCommandLine, "--range");
        await CliRun.Refuses(
            CliRun.Of(
                "keys", "derive", "--mnemonic-file", Text("words", Words), "--range", "0..1", "--to", Path.Combine(_folder, "o"),
                "--password-file", Path.Combine(_folder, "nowhere")),
            "is not there");
        Assert.False(Directory.Exists(Path.Combine(_folder, "o")));
    }

    private static string Pubkey(int index) => KeystoreSamples.Pubkey(index).ToString();

    private static LoadedKeystores Open(string folder) => new KeystoreLoader(ManagedBls.Shared, KeystoreSamples.Memory, 2, false).Load(
        new KeystoreSource(Path.Combine(folder, "keys"), Path.Combine(folder, "secrets")).Find(out _)!,
        static _ => { },
        CancellationToken.None);

    private string Text(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }
}
