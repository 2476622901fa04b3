using System.Globalization;

namespace Consensoor.Actors.Simulation;

/// <summary>One line of an <see cref="EventLog"/>; <paramref name="Elapsed"/> is virtual time since the world's start.</summary>
public readonly record struct EventLine(TimeSpan Elapsed, string Node, string Text)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,12:F3} {Node,-10} {Text}");
}
