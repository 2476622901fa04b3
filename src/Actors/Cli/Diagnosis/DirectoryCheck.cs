using Consensoor.Actors.Hosting;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Looks at the data directory: whether another process has it, and whether what is in it is of this program and of the chain that is
/// given.
/// </summary>
internal static class DirectoryCheck
{
    private const string Name = "data directory";

    /// <summary>Looks, and touches nothing but the lock; a directory that another process holds may be read all the same.</summary>
    public static IEnumerable<Finding> Of(Patient patient, string? holder)
    {
        var path = patient.Run.Node.DataDir;
        if (!Directory.Exists(path))
        {
            yield return File.Exists(path)
                ? Finding.Fail(Name, $"{path} is a file", "name a folder (--data-dir)")
                : Finding.Ok(Name, $"{path} is made at the start");
            yield break;
        }

        if (holder is not null)
        {
            yield return Finding.Warn(
                Name,
                $"{holder}; if it is a node, ports are its own, and are not looked at",
                "ask that node (ctl), or name another folder (--data-dir)");
        }

        yield return OfPlan(patient, path);
    }

    /// <summary>Says which process holds a directory; null where none does, or nobody can tell.</summary>
    public static string? HolderOf(string path)
    {
        if (!DirectoryLock.IsIn(path))
        {
            return null;
        }

        try
        {
            DirectoryLock.Take(path).Dispose();
            return null;
        }
        catch (ChainStoreException e)
        {
            return e.Message;
        }
        catch (Exception e) when (CliFiles.IsOfFiles(e))
        {
            // The check of the disk says that it cannot be written to.
            return null;
        }
    }

    private static Finding OfPlan(Patient patient, string path)
    {
        try
        {
            if (DirectoryPlan.Load(path) is not { } plan)
            {
                return DataDirectory.NodesIn(path).Count == 0
                    ? Finding.Ok(Name, $"{path} has no chain yet")
                    : Finding.Warn(Name, $"{path} has a chain of version 0.1.0, or one begun by half", "the next start moves it on");
            }

            if (plan.Kind != DirectoryPlan.Beacon)
            {
                return Finding.Fail(Name, $"{path} is that of {plan.Kind}, not of run", "name another folder (--data-dir)");
            }

            if (patient.Genesis is { } genesis && genesis.Validators.ToString() != plan.GenesisValidatorsRoot)
            {
                return Finding.Fail(
                    Name,
                    $"{path} holds the chain with validators {plan.GenesisValidatorsRoot}, and the genesis state has {genesis.Validators}",
                    "name another folder (--data-dir), or the genesis state of its chain");
            }

            var node = Path.Combine(path, BeaconDirectory.Name);
            var own = $"{path} is this program's (format {plan.Format})";
            return ChainStoreFiles.Find(node) is not { } engine ? Finding.Ok(Name, $"{own}, without a chain")
                : File.Exists(Path.Combine(node, DataDirectory.ProtectionFile))
                    ? Finding.Ok(Name, $"{own}, its chain in {ChainStoreFiles.NameOf(engine)}")
                : Finding.Fail(
                    Name,
                    $"{node} has a chain, and no {DataDirectory.ProtectionFile}: what the keys have signed is lost",
                    "put it back, or forget the chain (db reset)");
        }
        catch (Exception e) when (e is ChainStoreException || CliFiles.IsOfFiles(e))
        {
            return Finding.Fail(Name, e.Message.ReplaceLineEndings(" "), "use the program that wrote it, or another folder (--data-dir)");
        }
    }
}
