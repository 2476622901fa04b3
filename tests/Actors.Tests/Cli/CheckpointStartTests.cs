using System.Text;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Hosting.Checkpoints;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>
/// `run` with a checkpoint: what is named wrongly or is too old keeps it from starting, in a line that says what and where; a data
/// directory keeps the chain it has.
/// </summary>
public sealed class CheckpointStartTests : IDisposable
{
    // The recorded chain lies in the future of this machine.
    private static readonly Lazy<(DevnetWorld World, DevnetNode Node)> Old = new(Record);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_that_are_no_checkpoint_are_refused_by_their_option()
    {
        var (state, block) = (State(), Block());
        await CliRun.Refuses(Unsafely("--checkpoint-state", state), "--checkpoint-state", "--checkpoint-block belongs");
        await CliRun.Refuses(Unsafely("--checkpoint-block", block), "--checkpoint-block", "--checkpoint-state belongs");
        await CliRun.Refuses(
            Unsafely("--checkpoint-state", state, "--checkpoint-sync-url", "http://localhost:1"), "--checkpoint-sync-url", "not together");
        await CliRun.Refuses(
            Unsafely("--checkpoint-state", Place("none"), "--checkpoint-block", block), "--checkpoint-state", "none", "is not there");
        await CliRun.Refuses(Unsafely("--checkpoint-state", block, "--checkpoint-block", state), "--checkpoint-state", "block.ssz");
        await CliRun.Refuses(Unsafely("--checkpoint-state", state, "--checkpoint-block", state), "--checkpoint-block", "state.ssz");
        await CliRun.Refuses(
            Unsafely("--checkpoint-state", state, "--checkpoint-block", File("b", [1, 2])), "--checkpoint-block", "2 bytes");
        await CliRun.Refuses(
            Unsafely("--checkpoint-state", File("s.json", "{}"u8.ToArray()), "--checkpoint-block", block), "s.json", "it has no slot");
        await CliRun.Refuses(
            Unsafely("--checkpoint-state", File("t.json", """{"slot":"\ud800"}"""u8.ToArray()), "--checkpoint-block", block),
            "t.json",
            "no slot");
        foreach (var json in (string[])["{\"\\ud800\":1}", "{\"\\ud800\":1,\"slot\":\"1\"}", "{\"data\":{\"\\ud800\":1}}"])
        {
            await CliRun.Refuses(
                Unsafely("--checkpoint-state", File("u.json", Encoding.UTF8.GetBytes(json)), "--checkpoint-block", block),
                "u.json: no JSON");
        }

        var other = Old.Value.Node.Blocks[2];
        await CliRun.Refuses(
            Unsafely("--checkpoint-state", state, "--checkpoint-block", File("other", other.ToSsz(Head.State.Ssz))),
            "--checkpoint-block",
            "other",
            "of slot 3");
        Assert.False(Directory.Exists(Place("data")));
    }

    /// <summary>The chain began in 2025: any checkpoint of it is too old by now.</summary>
    [Fact]
    public async Task A_checkpoint_older_than_its_weak_subjectivity_period_is_refused_with_both_epochs()
    {
        var run = await Run("--checkpoint-state", State(), "--checkpoint-block", Block());
        run.IsRefused(ExitCodes.Refused, "--checkpoint-state", "of epoch 1 ", "weak subjectivity", "--unsafe-checkpoint");
    }

    [Fact]
    public async Task A_server_that_is_not_there_keeps_the_node_from_starting_and_leaves_nothing_behind()
    {
        await using var raw = new RawServer(static _ => RawServer.Reply("<html>"u8.ToArray(), "text/html"));
        var run = await Run("--checkpoint-sync-url", new UriBuilder(raw.Url) { UserName = "me", Password = "secret" }.Uri.ToString());
        run.IsRefused(ExitCodes.Refused, "--checkpoint-sync-url", $"127.0.0.1:{raw.Url.Port}", "text/html");
        Assert.DoesNotContain("secret", run.Output + run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Place("data")));
    }

    /// <summary>The node begins with the checkpoint, and at the next start goes on from its own chain, without asking anybody.</summary>
    [Fact]
    public async Task A_directory_that_has_a_chain_is_not_overwritten()
    {
        string[] unsafely = ["--checkpoint-state", State(), "--checkpoint-block", Block(), "--unsafe-checkpoint"];
        Assert.Equal((ExitCodes.Done, ""), await UntilItRuns(unsafely));
        using (var directory = DataDirectory.Take(Place("data")))
        {
            Assert.Equal(Head.Root, directory.OpenChain(BeaconDirectory.Name).Anchor!.BlockRoot);
        }

        await using var raw = new RawServer(static _ => null);
        Assert.Equal((ExitCodes.Done, ""), await UntilItRuns("--checkpoint-sync-url", raw.Url.ToString()));
        Assert.Empty(raw.Asked);
        Assert.Equal((ExitCodes.Done, ""), await UntilItRuns());
        Assert.Equal((ExitCodes.Done, ""), await UntilItRuns("--genesis-state", Genesis(0)));
        await CliRun.Refuses(Run("--genesis-state", Genesis(1)), "holds another chain");
    }

    /// <summary>Version 0.1.0 wrote no plan: the chain is there all the same, and nobody is asked for another.</summary>
    [Fact]
    public async Task A_chain_of_version_010_goes_on_and_the_server_is_not_asked()
    {
        string[] unsafely = ["--checkpoint-state", State(), "--checkpoint-block", Block(), "--unsafe-checkpoint"];
        Assert.Equal((ExitCodes.Done, ""), await UntilItRuns(unsafely));
        MakeOld(BeaconDirectory.Name);
        await using var raw = new RawServer(static _ => null);
        Assert.Equal((ExitCodes.Done, ""), await UntilItRuns("--checkpoint-sync-url", raw.Url.ToString()));
        Assert.Empty(raw.Asked);
        using var directory = DataDirectory.Take(Place("data"));
        using var store = directory.OpenChain(BeaconDirectory.Name);
        Assert.Equal((Head.Root, false), (store.Anchor!.BlockRoot, Assert.IsType<LiteDbChainStore>(store).IsOld));
        Assert.NotNull(DirectoryPlan.Load(directory.Path));
    }

    /// <summary>What is wrong is that it is a devnet's, whatever the server would say.</summary>
    [Fact]
    public async Task The_directory_of_a_devnet_of_version_010_is_refused_before_the_server_is_asked()
    {
        string[] unsafely = ["--checkpoint-state", State(), "--checkpoint-block", Block(), "--unsafe-checkpoint"];
        Assert.Equal((ExitCodes.Done, ""), await UntilItRuns(unsafely));
        MakeOld("node-0");
        await using var raw = new RawServer(static _ => null);
        var run = await Run("--checkpoint-sync-url", raw.Url.ToString());
        run.IsRefused(ExitCodes.Refused, Place("data"), "node-0", "which are a devnet's");
        Assert.Empty(raw.Asked);
    }

    /// <summary>A program of the future may have written what this one would misread.</summary>
    [Fact]
    public async Task A_chain_of_a_format_that_is_not_known_is_refused_in_one_line()
    {
        string[] unsafely = ["--checkpoint-state", State(), "--checkpoint-block", Block(), "--unsafe-checkpoint"];
        Assert.Equal((ExitCodes.Done, ""), await UntilItRuns(unsafely));
        SetFormat(3);
        var chain = await Run();
        chain.IsRefused(ExitCodes.Refused, "chain.db", "format 3", "knows format 2");
        SetFormat(2);
        var plan = Path.Combine(Place("data"), "plan.json");
        var text = System.IO.File.ReadAllText(plan);
        System.IO.File.WriteAllText(plan, text.Replace("\"format\": 2", "\"format\": 9", StringComparison.Ordinal));
        var run = await Run();
        run.IsRefused(ExitCodes.Refused, "plan.json", "format 9", "knows format 2");
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Single(chain.Error.TrimEnd().Split('\n'));
    }

    // As version 0.1.0 left a node's folder: no plan, and the format's number of its time.
    private void MakeOld(string node)
    {
        SetFormat(1);
        System.IO.File.Delete(Path.Combine(Place("data"), "plan.json"));
        if (node != BeaconDirectory.Name)
        {
            Directory.Move(Path.Combine(Place("data"), BeaconDirectory.Name), Path.Combine(Place("data"), node));
        }
    }

    private void SetFormat(int version)
    {
        using var database = new LiteDB.LiteDatabase(Path.Combine(Place("data"), BeaconDirectory.Name, "chain.db"));
        database.UserVersion = version;
        database.Checkpoint();
    }

    private static HeadSnapshot Head => Old.Value.Node.Head!;

    private static (DevnetWorld World, DevnetNode Node) Record()
    {
        using var world = SimulatedWorld.Create(5, new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var chain = TestNode.ChainFor(world);
        var node = TestNode.Start(world, new SimulatedNetwork(world), chain, "node", new InMemoryChainStore(), 0, 64);
        TestNode.RunUntilSlot(world, 8);
        return (chain, node);
    }

    private async Task<(int Code, string Error)> UntilItRuns(params string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        var run = CommandLine.Run(Args(args), TextWriter.Null, error, static _ => null, stop.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var lockFile = Path.Combine(Place("data"), BeaconDirectory.Name, "chain.db");
        for (var wait = 0; wait < 20 && !run.IsCompleted && !(wait > 5 && System.IO.File.Exists(lockFile)); wait++)
        {
            await timer.WaitForNextTickAsync();
        }

        await stop.CancelAsync();
        return (await run, error.ToString());
    }

    private Task<CliRun> Run(params string[] args) => CliRun.Of(Args(args));

    private Task<CliRun> Unsafely(params string[] args) => Run([.. args, "--unsafe-checkpoint"]);

    private string[] Args(string[] args) =>
        ["run", "--network-config", Config(), "--data-dir", Place("data"), "--beacon-api-port", "0", "--metrics-port", "0",
            "--p2p-port", "0", "--log-level", "ERROR", "--config", LiteDb(), .. args];

    // Version 0.1.0 knew no other engine, and directories of its are taken over in theirs.
    private string LiteDb() => File("litedb.conf", "consensoor.storage.engine = litedb"u8.ToArray());

    private string Config()
    {
        var config = Old.Value.World.Spec.Config;
        return File("config.yaml", System.Text.Encoding.UTF8.GetBytes(config.ToYaml()));
    }

    private string State() => File("state.ssz", Head.State.ToSsz(Head.State.Ssz));

    private string Block() => File("block.ssz", Head.Block.ToSsz(Head.State.Ssz));

    private string Genesis(ulong later)
    {
        var genesis = Old.Value.World.Genesis.Copy();
        genesis.GenesisTime += later;
        return File($"genesis{later}.ssz", genesis.ToSsz(genesis.Ssz));
    }

    private string Place(string name) => Path.Combine(_folder, name);

    private string File(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(Place(name), bytes);
        return Place(name);
    }
}
