namespace Consensoor.Actors.Hosting;

/// <summary>A fork of a plan: its name, the epoch it begins in and its version.</summary>
internal sealed record PlannedFork(string Fork, Epoch Epoch, string Version)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Version} from epoch {Epoch} on";
}
