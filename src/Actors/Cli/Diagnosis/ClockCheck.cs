using System.Globalization;
using Consensoor.Actors.Clock;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Looks at the clock: after the build of this program, in which slot it stands, and how far it is from the clocks of servers that a node
/// is given, whose `Date` says the second alone.
/// </summary>
internal static class ClockCheck
{
    private const string Name = "clock";
    private const string Advice = "set the clock (chrony or systemd-timesyncd): blocks and votes of another time count for nothing";
    private static readonly TimeSpan Blur = TimeSpan.FromSeconds(2);

    // Where no chain is given: the length that public networks have.
    private static readonly TimeSpan UsualSlot = TimeSpan.FromSeconds(12);

    /// <summary>Judges the clock by itself and by the times of servers, each taken when the clock stood at its own.</summary>
    public static IEnumerable<Finding> Of(
        Patient patient, DateTimeOffset built, IReadOnlyList<(string Server, DateTimeOffset Theirs, DateTimeOffset Ours)> times)
    {
        var now = patient.Time.GetUtcNow();
        if (now < built)
        {
            yield return Finding.Fail(Name, $"it stands at {Text(now)}, before this program was built ({Text(built)})", Advice);
            yield break;
        }

        yield return Finding.Ok(Name, $"{Text(now)}{Slot(patient, now)}");
        var slot = SlotTime(patient, now);
        foreach (var (server, theirs, ours) in times)
        {
            var apart = theirs - ours;
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{apart.Duration().TotalSeconds:0} s {(apart < TimeSpan.Zero ? "ahead of" : "behind")} that of {server}");
            yield return apart.Duration() <= Blur ? Finding.Ok(Name, $"as that of {server}, as far as a second tells")
                : apart.Duration() < slot ? Finding.Warn(Name, text, Advice)
                : Finding.Fail(Name, text, Advice);
        }
    }

    private static string Slot(Patient patient, DateTimeOffset now)
    {
        if (patient is not { Spec: { } spec, Genesis: { } genesis })
        {
            return "";
        }

        var schedule = new SlotSchedule(spec, genesis.Time);
        return schedule.SlotAt(now) is { } slot
            ? $", slot {slot} (epoch {slot / spec.Preset.SlotsPerEpoch}, {spec.ForkAtSlot(slot).Text()})"
            : $", genesis in {(schedule.StartOf(0) - now).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s";
    }

    private static TimeSpan SlotTime(Patient patient, DateTimeOffset now)
    {
        if (patient.Spec is not { } spec)
        {
            return UsualSlot;
        }

        var schedule = new SlotSchedule(spec, patient.Genesis?.Time ?? (ulong)now.ToUnixTimeSeconds());
        return schedule.DurationOf(schedule.SlotAtOrGenesis(now));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
}
