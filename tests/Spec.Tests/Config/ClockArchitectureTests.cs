using System.Text.RegularExpressions;
using Xunit;

namespace Consensoor.Spec.Tests.Config;

/// <summary>Nobody but the clock counts with the length of a slot, and no length is of no slot in particular.</summary>
public sealed partial class ClockArchitectureTests
{
    // Who names the key: its definition, its reading and writing, and the devnet's option. None of them computes with it.
    private static readonly string[] Names =
    [
        "src/Spec/Config/", "src/Interop/Genesis/DevnetChain.cs",
    ];

    [Fact]
    public void OnlySlotTimesMultipliesBySlotLengths()
    {
        var root = Checkout.Place();
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (name.Contains("/obj/", StringComparison.Ordinal) || name == "src/Spec/Config/SlotTimes.cs")
            {
                continue;
            }

            var isNamed = Names.Any(allowed => name.StartsWith(allowed, StringComparison.Ordinal));
            wrong.AddRange(File.ReadLines(file)
                .Where(line => SlotLength().IsMatch(line) && (!isNamed || Arithmetic().IsMatch(line)))
                .Select(line => $"{name}: {line.Trim()}"));
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("    private TimeSpan Patience => _settings.Schedule.SlotDuration / 8;", true)]
    [InlineData("    public TimeSpan SlotDuration => TimeSpan.FromMilliseconds(_times.ShortestMs);", true)]
    [InlineData("        var at = slot * config.SlotDurationMs;", true)]
    [InlineData("    private TimeSpan PatienceOf(Slot slot) => _settings.Schedule.DurationOf(slot) / 8;", false)]
    [InlineData("    public IReadOnlyList<SlotDuration> LaterSlotDurations { get; init; } = [];", false)]
    public void ALengthOfNoSlotIsSeen(string line, bool isSeen) => Assert.Equal(isSeen, SlotLength().IsMatch(line));

    // Slots have more than one length: who names one without naming the slot is wrong on one side of the change.
    [GeneratedRegex(@"SlotDurationMs|SecondsPerSlot|\.SlotDuration\b|TimeSpan \w*SlotDuration\b|\b(Shortest|Longest)Ms\b")]
    private static partial Regex SlotLength();

    [GeneratedRegex(@"SlotDurationMs\s*([*+%-]|/(?!\s*1000\b))|[*+%-]\s*(\w+\.)*SlotDurationMs")]
    private static partial Regex Arithmetic();
}
