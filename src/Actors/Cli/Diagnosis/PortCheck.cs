using System.Net;
using System.Net.Quic;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>Looks whether this machine lets the node listen where its options say, and whether it can speak QUIC.</summary>
internal static class PortCheck
{
    private const string Name = "ports";

    /// <summary>Listens for a moment at each address.</summary>
    public static IEnumerable<Finding> Of(Patient patient)
    {
        var run = patient.Run;
        var listeners = NodeListeners.Of(run.Node) with
        {
            P2p = run.P2pPort == 0 ? null : new IPEndPoint(run.P2pHost, run.P2pPort),
            Quic = QuicOf(run),
            Keymanager = run.KeymanagerPort == 0 ? null : new IPEndPoint(run.KeymanagerHost, run.KeymanagerPort),
        };
        var problems = listeners.Problems(1).ToList();
        foreach (var (option, problem) in problems)
        {
            yield return Finding.Fail(Name, problem, $"stop who listens there (ss -lntup), or name another port ({option})");
        }

        if (problems.Count == 0)
        {
            yield return Finding.Ok(Name, "each is free");
        }

        if (run.QuicPort is > 0 && !QuicListener.IsSupported)
        {
            yield return Finding.Warn(
                Name,
                "QUIC is not spoken, for there is no libmsquic",
                "install Microsoft's package libmsquic; over TCP all works without it");
        }

        if (run.P2pPort == 0)
        {
            yield return Finding.Warn(Name, "there is no network of peers", "leave --p2p-port 0 out, unless the node is to be alone");
        }
    }

    // What cannot be meant has been told by the check of the configuration.
    private static IPEndPoint? QuicOf(RunOptions run)
    {
        try
        {
            return QuicChoice.From(run, QuicListener.IsSupported);
        }
        catch (NodeStartException)
        {
            return null;
        }
    }
}
