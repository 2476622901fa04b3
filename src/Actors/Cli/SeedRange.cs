using System.Globalization;

namespace Consensoor.Actors.Cli;

/// <summary>Holds the seeds from First to Last, both of them; shown as `--seed` takes them.</summary>
internal sealed record SeedRange(ulong First, ulong Last)
{
    /// <inheritdoc/>
    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}..{Last}");
}
