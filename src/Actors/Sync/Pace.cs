using System.Globalization;

namespace Consensoor.Actors.Sync;

/// <summary>Tells how fast something goes, and how long it will take, for the log.</summary>
internal static class Pace
{
    /// <summary>Gives ", N slots/s, TIME left"; the time only where slots go by, and nothing where none do.</summary>
    public static string Text(double slotsPerSecond, ulong left)
    {
        if (slotsPerSecond <= 0 || !double.IsFinite(slotsPerSecond))
        {
            return "";
        }

        var seconds = Math.Min(left / slotsPerSecond, TimeSpan.FromDays(9999).TotalSeconds);
        var pace = slotsPerSecond.ToString(slotsPerSecond < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
        return $", {pace} slots/s, {Time(TimeSpan.FromSeconds(seconds))} left";
    }

    private static string Time(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
    };
}
