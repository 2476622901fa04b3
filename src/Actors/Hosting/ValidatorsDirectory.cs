using Consensoor.Actors.Remote;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Hosting;

/// <summary>The data directory of validators on the nodes of others, made ready: what their keys signed lies in it, and no chain.</summary>
internal static class ValidatorsDirectory
{
    /// <summary>
    /// Opens the slashing protection of a directory that this process owns, which may be one that a single node ran on before: its keys'
    /// history is theirs. Throws <see cref="ChainStoreException"/> or <see cref="SlashingProtectionException"/> where the directory is a
    /// devnet's, of another chain, or cannot be read.
    /// </summary>
    public static ISlashingProtection Prepare(DataDirectory directory, RemoteSettings settings)
    {
        var kept = DirectoryPlan.Load(directory.Path);
        var plan = DirectoryPlan.For(
            kept?.Kind == DirectoryPlan.Beacon ? DirectoryPlan.Beacon : DirectoryPlan.Remote,
            settings.Spec,
            DomainStates.At(settings, 0),
            genesisBlockRoot: null,
            1);
        if (kept is null)
        {
            BeaconDirectory.RefuseDevnet(directory.Path);
            var begun = directory.MakeProtection(BeaconDirectory.Name, settings.GenesisValidatorsRoot);
            plan.Save(directory.Path);
            return begun;
        }

        return kept.DifferencesFrom(plan, reached: 0) is { Count: > 0 } differences
            ? throw new ChainStoreException($"{directory.Path} is for something else: {string.Join("; ", differences)}")
            : directory.OpenProtection(BeaconDirectory.Name, settings.GenesisValidatorsRoot);
    }
}
