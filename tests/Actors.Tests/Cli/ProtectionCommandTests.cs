using System.IO.Compression;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Spec.Ssz;
using Serilog.Events;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>`protection export|import` on the directories that a node, a devnet and version 0.1.0 leave.</summary>
public sealed class ProtectionCommandTests : IDisposable
{
    private const string ZeroRoot = "0x0000000000000000000000000000000000000000000000000000000000000000";

    // An interchange of eth-clients/slashing-protection-interchange-tests: three keys, the first of them interop key 0.
    private static readonly string Official = Unpacked("interchange.json.gz");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_imported_before_the_first_start_is_exported_again()
    {
        var file = Text("from.json", Official);
        var run = await CliRun.Of("protection", "import", "--data-dir", Dir, "--from", file, "--genesis-validators-root", ZeroRoot);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        var given = InterchangeJson.Parse(await File.ReadAllBytesAsync(file));
        var entries = given.Data.Sum(static key => key.Blocks.Count + key.Attestations.Count);
        Assert.Contains(
            $"beacon: {given.Data.Count} keys, {entries} entries added, 0 known before, 0 not kept", run.Output, StringComparison.Ordinal);
        run = await CliRun.Of("protection", "import", "--data-dir", Dir, "--from", file, "--genesis-validators-root", ZeroRoot);
        Assert.Contains($"0 entries added, {entries} known before, 0 not kept", run.Output, StringComparison.Ordinal);

        // What a node signs by is the file that the command wrote.
        using var protection = SqliteSlashingProtection.Open(Path.Combine(Dir, "beacon", "slashing-protection.db"), Root.Zero);
        Assert.Equal(
            given.Data.Select(static key => (key.Pubkey, key.Blocks.Count, key.Attestations.Count)).OrderBy(static key => $"{key.Pubkey}"),
            protection.Export().Data.Select(static key => (key.Pubkey, key.Blocks.Count, key.Attestations.Count)));
    }

    [Fact]
    public async Task A_devnets_keys_get_their_history_at_the_node_that_has_them()
    {
        var root = Devnet(nodes: 2);
        var (first, last) = (Key(0, 2), Key(1, 2));
        var stranger = "0x" + new string('1', 96);
        var from = Text("from.json", $$"""
            {"metadata": {"interchange_format_version": "5", "genesis_validators_root": "{{root}}"}, "data": [
              {"pubkey": "{{last}}", "signed_blocks": [{"slot": "5"}, {"slot": "5"}], "signed_attestations": []},
              {"pubkey": "{{first}}", "signed_blocks": [], "signed_attestations": [{{string.Join(',', Enumerable.Range(1, 300).Select(
                  static target => $$"""{"source_epoch": "0", "target_epoch": "{{target}}"}"""))}}]},
              {"pubkey": "{{stranger}}", "signed_blocks": [], "signed_attestations": []}]}
            """);
        var run = await CliRun.Of("protection", "import", "--data-dir", Dir, "--from", from);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        Assert.Contains("node-0: 1 key, 256 entries added, 0 known before, 44 not kept", run.Output, StringComparison.Ordinal);
        Assert.Contains("node-1: 1 key, 1 entry added, 1 known before, 0 not kept", run.Output, StringComparison.Ordinal);
        Assert.Contains($"left out: {stranger}, which no node of this devnet has", run.Error, StringComparison.Ordinal);

        var to = Path.Combine(_folder.FullName, "to.json");
        run = await CliRun.Of("protection", "export", "--data-dir", Dir, "--to", to);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        var exported = InterchangeJson.Parse(await File.ReadAllBytesAsync(to));
        Assert.Equal(root, exported.GenesisValidatorsRoot.ToString());
        Assert.Equal(
            [(0, 257), (1, 0)],
            ((string[])[first, last]).Select(key => exported.Data.Single(history => history.Pubkey.ToString() == key))
                .Select(static key => (key.Blocks.Count, key.Attestations.Count)));
        await CliRun.Refuses(CliRun.Of("protection", "export", "--data-dir", Dir, "--to", to), "is there already");

        // A key that belongs to nobody here alone is nothing done.
        var other = Text("other.json", $$"""
            {"metadata": {"interchange_format_version": "5", "genesis_validators_root": "{{root}}"}, "data": [
              {"pubkey": "{{stranger}}", "signed_blocks": [], "signed_attestations": []}]}
            """);
        await CliRun.Refuses(CliRun.Of("protection", "import", "--data-dir", Dir, "--from", other), "none of its keys");
    }

    [Fact]
    public async Task A_directory_of_version_010_gives_what_its_keys_signed()
    {
        var path = Path.Combine(Dir, "node-0", "chain.db");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, TestData.Read("restart-skipped-checkpoint.chain.db"));
        var to = Path.Combine(_folder.FullName, "to.json");
        var run = await CliRun.Of("protection", "export", "--data-dir", Dir, "--to", to);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        Assert.Equal(64, InterchangeJson.Parse(await File.ReadAllBytesAsync(to)).Data.Count(static key => key.Attestations.Count > 0));
    }

    [Fact]
    public async Task A_directory_in_use_or_of_another_chain_is_refused_and_unchanged()
    {
        Devnet(nodes: 1);
        var to = Path.Combine(_folder.FullName, "to.json");
        var from = Text("from.json", Official);
        using (DataDirectory.Take(Dir))
        {
            await CliRun.Refuses(CliRun.Of("protection", "export", "--data-dir", Dir, "--to", to), "in use by another process");
            await CliRun.Refuses(CliRun.Of("protection", "import", "--data-dir", Dir, "--from", from), "in use by another process");
        }

        await CliRun.Refuses(CliRun.Of("protection", "import", "--data-dir", Dir, "--from", from), ZeroRoot, "is of the chain");
        await CliRun.Refuses(
            CliRun.Of("protection", "import", "--data-dir", Dir, "--from", from, "--genesis-validators-root", ZeroRoot),
            "is of the chain",
            $"not of {ZeroRoot}");
        Assert.False(File.Exists(to));
        var run = await CliRun.Of("protection", "export", "--data-dir", Dir, "--to", to);
        Assert.StartsWith($"{to}: 0 keys, 0 blocks and 0 attestations", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "no interchange")]
    [InlineData("", "no interchange")]
    [InlineData("{\"metadata\": 3}", "no interchange")]
    [InlineData("""{"metadata": {"interchange_format_version": "4", "genesis_validators_root": "0x00"}, "data": []}""", "is 4, not 5")]
    [InlineData(
        """{"metadata": {"interchange_format_version": "5", "genesis_validators_root": "ROOT"}, "data": [{"pubkey": null}]}""",
        "pubkey: 'null'")]
    [InlineData(
        """
        {"metadata": {"interchange_format_version": "5", "genesis_validators_root": "ROOT"}, "data": [{"pubkey": "KEY",
        "signed_blocks": [{"slot": "9223372036854775808"}], "signed_attestations": []}]}
        """,
        "slot 9223372036854775808 is out of range")]
    public async Task A_file_that_is_none_is_refused_with_what_is_wrong(string json, string reason)
    {
        var from = Text("from.json", json.Replace("ROOT", ZeroRoot).Replace("KEY", "0x" + new string('1', 96)));
        await CliRun.Refuses(
            CliRun.Of("protection", "import", "--data-dir", Dir, "--from", from, "--genesis-validators-root", ZeroRoot), reason);
    }

    [Fact]
    public async Task A_mistyped_directory_is_refused_and_not_made()
    {
        var from = Text("from.json", Official);
        await CliRun.Refuses(CliRun.Of("protection", "import", "--data-dir", Dir, "--from", from), "is not a data directory");
        await CliRun.Refuses(CliRun.Of("protection", "export", "--data-dir", Dir, "--to", from + "2"), "is not a data directory");
        Assert.False(Directory.Exists(Dir));
        (await CliRun.Of("protection", "export", "--data-dir", Dir)).IsRefused(ExitCodes.BadCommandLine, "--to");
        (await CliRun.Of("protection", "import", "--from", from, "--genesis-validators-root", "0x12")).IsRefused(
            ExitCodes.BadCommandLine, "--genesis-validators-root");
        (await CliRun.Of("ssz", "root", "--type", "BeaconBlock", from)).IsRefused(ExitCodes.BadCommandLine, "--fork");
    }

    private string Dir => Path.Combine(_folder.FullName, "data");

    private static string Key(int node, int nodes) =>
        new Interop.Keys.LocalSigner(
            Spec.Crypto.Bls.ManagedBls.Shared, Interop.Genesis.InteropGenesis.SecretKeys(64 * node / nodes, 1)).Pubkeys.Single().ToString();

    private static string Unpacked(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Cli", "Data", name));
        using var plain = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return plain.ReadToEnd();
    }

    /// <summary>Makes a devnet's directory; returns its genesis validators root.</summary>
    private string Devnet(int nodes)
    {
        var options = new DevnetOptions(nodes, 64, 2_000, true, false, Dir, 0, 0, null, LogEventLevel.Fatal);
        using var directory = DataDirectory.Take(Dir);
        DevnetDirectory.Prepare(directory, options, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        return DirectoryPlan.Load(Dir)!.GenesisValidatorsRoot;
    }

    private string Text(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
