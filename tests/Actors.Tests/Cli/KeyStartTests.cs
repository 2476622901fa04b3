using Consensoor.Actors.Cli;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Interop.Tests.Keys.Stub;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>What `run` does with keystores and signers that give no keys, before anything is made.</summary>
public sealed class KeyStartTests : IDisposable
{
    private const string Yaml = "PRESET_BASE: minimal\nCONFIG_NAME: devnet\n";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_keystore_that_gives_no_key_ends_the_start_and_is_named()
    {
        Keystore(0, "right", "right");
        Keystore(1, "right", "wrong");
        await CliRun.Refuses(Run(Keys), "--validator-keys: 1 of 2 keystores give no key", "1.json: the password is not that", "strict");
        await CliRun.Refuses(Run("--validator-keys", "/nowhere:/nowhere"), "--validator-keys: /nowhere: is not there");
        Directory.CreateDirectory(Place("empty"));
        await CliRun.Refuses(Run("--validator-keys", $"{Place("empty")}:x"), "--validator-keys: there is no keystore in");
        Assert.False(Directory.Exists(Place("data")));
    }

    [Fact]
    public async Task A_file_that_is_named_twice_counts_once()
    {
        Keystore(0, "right", "right");
        Keystore(1, "right", "wrong");
        await CliRun.Refuses(
            Run("--validator-keys", $"{Place("keys")}:{Place("secrets")},{Place("keys")}/../keys:{Place("secrets")}"),
            "--validator-keys: 1 of 2 keystores give no key");
    }

    [Fact]
    public async Task Imported_keys_that_cannot_be_read_end_the_start()
    {
        Directory.CreateDirectory(Place("data"));
        File.WriteAllText(Place("data/validators"), "");
        await CliRun.Refuses(Run(), "data/validators: is a file, and no folder of keys");
        File.Delete(Place("data/validators"));
        if (!OperatingSystem.IsWindows())
        {
            // What the superuser cannot read either: a link to itself.
            Directory.CreateDirectory(Place("data/validators"));
            File.CreateSymbolicLink(Place("data/validators/keys"), Place("data/validators/keys"));
            await CliRun.Refuses(Run(), "no keystore gives a key, the first", "data/validators/keys: ");
            Directory.Delete(Place("data/validators"), recursive: true);
            File.CreateSymbolicLink(Place("data/validators"), Place("data/validators"));
            await CliRun.Refuses(Run(), "cannot start: ", "data/validators");
        }
    }

    [Fact]
    public async Task Allowed_to_it_starts_without_but_not_without_any()
    {
        Keystore(0, "right", "right");
        Keystore(1, "right", "wrong");
        File.WriteAllText(Place("own.conf"), "consensoor.validators.keystores.strict = off");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        using var error = new StringWriter();
        var code = await CommandLine.Run(
            [.. Args, .. Keys, "--config", Place("own.conf")], TextWriter.Null, error, static _ => null, stop.Token);
        Assert.Equal((ExitCodes.Done, ""), (code, error.ToString()));

        // The locks are let go with the node.
        Assert.All(Directory.GetFiles(Place("keys"), "*.lock"), static file =>
            Assert.Equal(long.MaxValue, BitConverter.ToInt64(File.ReadAllBytes(file))));
        File.Delete(Path.Combine(Place("secrets"), "0.txt"));
        await CliRun.Refuses(Run([.. Keys, "--config", Place("own.conf")]), "no keystore gives a key, the first", "0.json");
    }

    [Fact]
    public async Task A_keystore_in_use_by_another_program_ends_the_start()
    {
        Keystore(0, "right", "right");
        using var taken = Interop.Keys.Keystores.KeystoreLock.Take(Path.Combine(Place("keys"), "0.json"), out _);
        await CliRun.Refuses(Run(Keys), "0.json: another process has it in use");
    }

    [Fact]
    public async Task A_signer_whose_list_is_none_ends_the_start_at_once()
    {
        await using var stub = await StubSigner.Start(
            new ChainSpec(Preset.Minimal, ChainConfig.Minimal), new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 1)));
        stub.Response = static http => http.Response.WriteAsync("<html>");
        await CliRun.Refuses(Run("--web3signer-url", stub.Url.ToString()), "--web3signer-url: the signer's list of keys is none");
    }

    [Fact]
    public async Task A_signer_that_is_away_is_waited_for_as_long_as_the_setting_says()
    {
        File.WriteAllText(Place("own.conf"), "consensoor.validators.web3signer.patience = 2s");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await CliRun.Refuses(
            Run("--web3signer-url", $"http://127.0.0.1:{FreePort.Next()}", "--config", Place("own.conf")),
            "--web3signer-url: the signer cannot be reached at http://127.0.0.1:");
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 40);
    }

    [Fact]
    public async Task Lists_of_keys_that_are_none_are_refused()
    {
        foreach (var (text, reason) in ((string, string)[])[("0x12", "key 1 is not"), ("\n", "no key in it"), ("0x", "key 1")])
        {
            File.WriteAllText(Place("list"), text);
            await CliRun.Refuses(
                Run("--web3signer-url", "http://127.0.0.1:1", "--web3signer-public-keys", Place("list")),
                "--web3signer-public-keys",
                reason);
        }

        // A long one on the command line is read as a short one is.
        var named = string.Join(',', Enumerable.Range(1, 400).Select(static i => $"0x{i:x96}").Append("0x12"));
        await CliRun.Refuses(
            Run("--web3signer-url", "http://127.0.0.1:1", "--web3signer-public-keys", named), "--web3signer-public-keys: key 401 is not");
    }

    private string[] Keys => ["--validator-keys", $"{Place("keys")}:{Place("secrets")}"];

    private string[] Args =>
    [
        "run", "--beacon-api-port", "0", "--metrics-port", "0", "--p2p-port", "0", "--network-config", Config(), "--genesis-state",
        Genesis(), "--data-dir", Place("data"), "--log-level", "ERROR", "--engine-api-url", "embedded",
    ];

    private Task<CliRun> Run(params string[] args) => CliRun.Of([.. Args, .. args]);

    private string Place(string name) => Path.Combine(_folder, name);

    private void Keystore(int index, string password, string given)
    {
        var secret = Path.Combine(Place("secrets"), $"{index}.txt");
        KeystoreSamples.Write(Path.Combine(Place("keys"), $"{index}.json"), index, secret, password);
        File.WriteAllText(secret, given);
    }

    private string Config()
    {
        File.WriteAllText(Place("c.yaml"), Yaml);
        return Place("c.yaml");
    }

    private string Genesis()
    {
        Assert.True(ChainConfig.TryParse(Yaml, out var config, out _));
        var time = 1_900_000_000UL;
        var genesis = InteropGenesis.Create(
            new ChainSpec(Preset.Minimal, config), 16, time, EmbeddedExecutionLayer.Genesis(time), ManagedBls.Shared);
        File.WriteAllBytes(Place("genesis.ssz"), genesis.ToSsz(genesis.Ssz));
        return Place("genesis.ssz");
    }
}
