using System.CommandLine;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>Holds the options that say which checkpoint a node begins with, and which blocks it never takes, and reads them.</summary>
internal sealed class CheckpointCliOptions
{
    private readonly Option<Uri?> _url;
    private readonly Option<string?> _state;
    private readonly Option<string?> _block;
    private readonly Option<bool> _unsafe;
    private readonly Option<IReadOnlyList<Root>> _rejected;

    /// <summary>Makes the options.</summary>
    public CheckpointCliOptions(CliOptions cli)
    {
        _url = cli.Make<Uri?>(
            "--checkpoint-sync-url",
            "Beacon node to begin from, by its finalized checkpoint, where the data directory has no chain yet",
            null,
            "a URL http://… or https://… without a query",
            CliText.TryServer,
            mayHoldSecret: true);
        _state = cli.Make<string?>(
            "--checkpoint-state",
            "Finalized state to begin from, as SSZ, .ssz_snappy or .json",
            null,
            CliText.PathExpected,
            CliText.TryPath!);
        _block = cli.Make<string?>(
            "--checkpoint-block", "Signed block of that state, as SSZ, .ssz_snappy or .json", null, CliText.PathExpected, CliText.TryPath!);
        _unsafe = cli.Switch(
            "--unsafe-checkpoint", "Take a checkpoint older than its weak subjectivity period, or a block of the middle of an epoch");
        _rejected = cli.MakeList<Root>(
            "--reject-root",
            "Blocks that are never imported, nor what stands on them; may be repeated, or joined by commas",
            "a block root of 32 bytes in 0x hex",
            CliText.TryRoot);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_state);
        command.Add(_block);
        command.Add(_unsafe);
        command.Add(_rejected);
    }

    /// <summary>Reads what was given into the options of a run.</summary>
    public RunOptions Read(ParseResult result, RunOptions options) => options with
    {
        CheckpointSyncUrl = result.GetValue(_url),
        CheckpointState = result.GetValue(_state),
        CheckpointBlock = result.GetValue(_block),
        UnsafeCheckpoint = result.GetValue(_unsafe),
        RejectedRoots = result.GetValue(_rejected)!,
    };
}
