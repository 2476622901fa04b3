using System.Net.Quic;

namespace Consensoor.Actors.Hosting;

/// <summary>Names options of `run` that cannot hold at once, whatever there is on disk.</summary>
internal static class RunContradictions
{
    /// <summary>Says what is wrong with them, each with the option; none where nothing is.</summary>
    public static IEnumerable<string> Of(RunOptions options)
    {
        if (NodeOptions.PortProblem(options.Node.BeaconApiPort, options.Node.MetricsPort, 1) is { } problem)
        {
            yield return problem;
        }

        if (options.P2pPort == 0 && options.Peers.Count + options.BootNodes.Count > 0)
        {
            yield return $"{(options.Peers.Count > 0 ? "--peers" : "--bootnodes")}: there are none with --p2p-port 0";
        }

        if (QuicProblem(options) is { } quic)
        {
            yield return quic;
        }

        if (options is { CheckpointSyncUrl: not null } and not { CheckpointState: null, CheckpointBlock: null })
        {
            yield return "--checkpoint-sync-url: not together with --checkpoint-state and --checkpoint-block";
        }
        else if (options.CheckpointState is null != options.CheckpointBlock is null)
        {
            yield return options.CheckpointState is null
                ? "--checkpoint-block: --checkpoint-state belongs to it"
                : "--checkpoint-state: --checkpoint-block belongs to it";
        }
    }

    private static string? QuicProblem(RunOptions options)
    {
        try
        {
            QuicChoice.From(options, QuicListener.IsSupported);
            return null;
        }
        catch (NodeStartException e)
        {
            return e.Message;
        }
    }
}
