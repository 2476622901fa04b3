using System.Buffers.Binary;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Looks at all that a node needs and finds before it starts, or beside one that does not do as it should. Nothing stays of it: what it
/// writes it deletes, and where it listens it does so for a moment.
/// </summary>
internal static class Doctor
{
    // genesis_time and genesis_validators_root stand first in a state of every fork.
    private const int GenesisBytes = 40;

    /// <summary>Makes every check, those that wait for others side by side.</summary>
    public static async Task<IReadOnlyList<Finding>> Look(
        RunOptions run, TimeProvider time, CancellationToken cancellation)
    {
        var problems = run.Node.Warnings.Concat(ConfigCheck.Problems(run, static _ => { })).Distinct().ToList();
        var findings = problems.Select(static problem =>
            Finding.Fail("configuration", problem, "config check has all of it, docs/operations.md what each option takes")).ToList();
        if (problems.Count == 0)
        {
            findings.Add(Finding.Ok("configuration", "nothing is wrong"));
        }

        var patient = PatientOf(run, time) with { Genesis = GenesisOf(run, out var ofGenesis) };
        if (ofGenesis is not null)
        {
            findings.Add(Finding.Fail("genesis", ofGenesis, "name the genesis state of the chain (--genesis-state)"));
        }

        var times = ServerTimes.Of(patient, cancellation);
        var waiting = Task.WhenAll(
            LayerCheck.Of(patient),
            CheckpointCheck.Of(patient, cancellation),
            KeyCheck.Of(patient, cancellation),
            PeerCheck.Of(patient, cancellation));
        var holder = DirectoryCheck.HolderOf(run.Node.DataDir);
        var here = DirectoryCheck.Of(patient, holder).Concat(holder is null ? PortCheck.Of(patient) : [])
            .Concat(DiskCheck.Of(patient)).ToList();
        var elsewhere = await waiting;
        findings.AddRange(ClockCheck.Of(patient, Built(), await times));
        findings.AddRange(here);
        findings.AddRange(elsewhere.SelectMany(static part => part));
        return findings;
    }

    private static Patient PatientOf(RunOptions run, TimeProvider time) => new(
        run,
        Or(() => NodeHocon.Load("reference", run.Node.ConfigFile, run.Node.Settings)),
        Or(() => RunHost.SpecOf(run.NetworkConfig, run.Preset)),
        time);

    // What cannot be had has been told by the check of the configuration.
    private static T? Or<T>(Func<T?> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (Exception e) when (
            e is NodeStartException or ChainStoreException or Akka.Configuration.ConfigurationException || CliFiles.IsOfFiles(e))
        {
            return null;
        }
    }

    private static (ulong Time, Root Validators)? GenesisOf(RunOptions run, out string? problem)
    {
        problem = null;
        if (run.GenesisState is { } file && file.EndsWith(".ssz", StringComparison.Ordinal) && RegularFile.Problem(file) is null
            && Or(() => FirstBytes(file)) is { } start)
        {
            if (start.Length < GenesisBytes)
            {
                problem = $"{file}: {start.Length} bytes are no state";
                return null;
            }

            return Within(file, BinaryPrimitives.ReadUInt64LittleEndian(start), new Root(start[8..]), out problem);
        }

        return Or(() => DirectoryPlan.Load(run.Node.DataDir)) is { } plan && Root.TryParse(plan.GenesisValidatorsRoot, out var root)
            ? Within($"the plan in {run.Node.DataDir}", plan.GenesisTime, root, out problem)
            : null;
    }

    private static (ulong Time, Root Validators)? Within(string from, ulong time, Root validators, out string? problem)
    {
        problem = GenesisTimes.Problem(time) is { } wrong ? $"{from}: {wrong}" : null;
        return problem is null ? (time, validators) : null;
    }

    private static byte[] FirstBytes(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[GenesisBytes];
        return bytes[..stream.ReadAtLeast(bytes, GenesisBytes, throwOnEndOfStream: false)];
    }

    private static DateTimeOffset Built()
    {
        var file = typeof(Doctor).Assembly.Location;
        return File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTimeOffset.UnixEpoch;
    }
}
