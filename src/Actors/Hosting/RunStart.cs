using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// What a node on a given chain begins with: genesis, a checkpoint, or neither, where its data directory has a chain already and goes on
/// from that.
/// </summary>
internal sealed record RunStart(ChainGenesis? Genesis, CheckpointAnchor? Checkpoint)
{
    /// <summary>Says that nothing is named to begin with.</summary>
    public const string Nothing =
        "--genesis-state is needed, or --checkpoint-sync-url; without a command the embedded devnet makes its own";

    /// <summary>Gives the state that is known before the data directory is opened; null where it goes on from its own chain.</summary>
    public BeaconState? State => Checkpoint?.State ?? Genesis?.State;

    /// <summary>
    /// Finds what options name: reads files, or asks the checkpoint server where the data directory has no chain yet. Throws
    /// <see cref="NodeStartException"/> where that cannot be had, or is not to be begun with.
    /// </summary>
    public static async Task<RunStart> Find(RunOptions options, ChainSpec spec, DateTimeOffset now, CancellationToken cancellation)
    {
        var genesis = await NodeProcess.Prepare(() => GenesisOf(options, spec), cancellation);
        if (genesis is not null && PublicNetwork.Find(options.NetworkConfig)?.Problem(genesis.State.GenesisValidatorsRoot) is { } other)
        {
            throw new NodeStartException($"--genesis-state: {options.GenesisState} is another network's: {other}");
        }

        BeaconDirectory.RefuseDevnet(options.Node.DataDir);
        var hasChain = DataDirectory.HasChain(options.Node.DataDir, BeaconDirectory.Name);
        if (!options.HasCheckpoint)
        {
            return genesis is not null || hasChain ? new RunStart(genesis, null) : throw new NodeStartException(Nothing);
        }

        if (hasChain)
        {
            Log.Information(
                "{Folder} has a chain already: the node goes on from that, and the checkpoint is left aside", options.Node.DataDir);
            return new RunStart(genesis, null);
        }

        var (checkpoint, from) = await CheckpointOf(options, spec, genesis, now, cancellation);
        if (checkpoint.State.Slot == Spec.Constants.GenesisSlot)
        {
            Log.Information("{From} has finalized nothing yet: the node begins with genesis", from);
            return new RunStart(genesis ?? NodeStore.GenesisOf(checkpoint.State), null);
        }

        Log.Information(
            "begins with the checkpoint of epoch {Epoch} from {From}: block {Root} of slot {Slot}; compare it with other sources",
            checkpoint.Checkpoint.Epoch,
            from,
            checkpoint.Checkpoint.Root,
            checkpoint.State.Slot);
        return new RunStart(genesis, checkpoint);
    }

    private static async Task<(CheckpointAnchor Anchor, string From)> CheckpointOf(
        RunOptions options, ChainSpec spec, ChainGenesis? genesis, DateTimeOffset now, CancellationToken cancellation)
    {
        var rules = new CheckpointRules(
            spec,
            genesis?.State.GenesisValidatorsRoot ?? PublicNetwork.Find(options.NetworkConfig)?.GenesisValidatorsRoot,
            now,
            options.UnsafeCheckpoint);
        var (stateFile, blockFile) = (options.CheckpointState, options.CheckpointBlock);
        CheckpointResult<CheckpointAnchor> result;
        string from;
        if (options.CheckpointSyncUrl is { } url)
        {
            from = $"{url.Scheme}://{url.Authority}{url.AbsolutePath}";
            Log.Information("asks {From} for its finalized checkpoint", from);
            using var client = CheckpointHttp.NewClient();
            var server = new CheckpointServer(new CheckpointHttp(client, url, CheckpointPatience.Default), rules);
            result = await Task.Run(() => server.Fetch(cancellation), cancellation);
            from = url.Authority;
        }
        else
        {
            // Options that have one without the other were refused before.
            from = stateFile!;
            result = await NodeProcess.Prepare(() => CheckpointFiles.Read(rules, stateFile!, blockFile!), cancellation);
        }

        if (!result.Is(out var anchor, out var refusal))
        {
            // A refusal of files names its option itself.
            throw new NodeStartException(
                options.CheckpointSyncUrl is { } asked ? $"--checkpoint-sync-url: {asked.Authority}: {refusal}" : refusal.Text);
        }

        if (options.RejectedRoots.Contains(anchor.Checkpoint.Root))
        {
            throw new NodeStartException($"--reject-root: {anchor.Checkpoint.Root} is the checkpoint of {from}");
        }

        anchor.State.Freeze();
        return (anchor, from);
    }

    private static ChainGenesis? GenesisOf(RunOptions options, ChainSpec spec)
    {
        if (options.GenesisState is not { } file)
        {
            return null;
        }

        var fork = spec.ForkAt(Spec.Constants.GenesisEpoch);
        var state = SszFiles.Read<BeaconState>(file, spec, fork, out var error)
            ?? throw new NodeStartException($"--genesis-state: {error}");
        if (GenesisTimes.Problem(state.GenesisTime) is { } problem)
        {
            throw new NodeStartException($"--genesis-state: {file}: {problem}");
        }

        state.Freeze();
        return NodeStore.GenesisOf(state);
    }
}
