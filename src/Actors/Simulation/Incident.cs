using System.Globalization;

namespace Consensoor.Actors.Simulation;

/// <summary>Something out of the ordinary at a virtual time, and how many times in a row it was noted.</summary>
public sealed record Incident(TimeSpan Elapsed, string Node, string Text, int Times)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,12:F3} {Node,-10} {Text}{(Times > 1 ? $" ({Times} times)" : "")}");
}
