using Consensoor.Actors.Hosting.Logs;
using CsCheck;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting.Logs;

/// <summary>What a line of the log looks like, whatever strangers had a hand in.</summary>
public sealed class LineFormatterTests
{
    [Fact]
    public void WordsAreWithoutQuotesAndNumbersAsTheyAre() =>
        Assert.EndsWith(" INFO peer ab has 3\n", Formatted("peer {Peer} has {Count}", "ab", 3), StringComparison.Ordinal);

    [Theory]
    [InlineData("a\nINFO forged", "a\\u000AINFO forged")]
    [InlineData("\u001B[2Jgone", "\\u001B[2Jgone")]
    [InlineData("\u202Edrow", "\\u202Edrow")]
    [InlineData("a\u2028b\u0085c\u009Bd", "a\\u2028b\\u0085c\\u009Bd")]
    [InlineData("tab\tand é stay", "tab\tand é stay")]
    public void WhatCouldForgeALineIsEscaped(string word, string shown) =>
        Assert.EndsWith($" INFO said: {shown}\n", Formatted("said: {What}", word), StringComparison.Ordinal);

    [Fact]
    public void AnythingIsOneLine() => Gen.String.Sample(static word =>
    {
        var line = Formatted("said: {What}", word);
        Assert.Equal(1, line.Count(static letter => letter == '\n'));
        Assert.DoesNotContain(line[..^1], static letter => char.IsControl(letter) && letter != '\t');
    });

    [Fact]
    public void LinesOfAnExceptionAreIndented()
    {
        var sink = new ToList();
        using (var log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger())
        {
            log.Error(new InvalidOperationException("first\n00:00:00.000 INFO forged"), "failed");
        }

        using var text = new StringWriter();
        new LineFormatter().Format(sink.Events.Single(), text);
        var lines = text.ToString().Split('\n');
        Assert.EndsWith("EROR failed", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..^1], static line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
    }

    private static string Formatted(string template, params object[] values)
    {
        var sink = new ToList();
        using (var log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger())
        {
            log.Information(template, values);
        }

        using var text = new StringWriter();
        new LineFormatter().Format(sink.Events.Single(), text);
        return text.ToString();
    }

    /// <summary>Keeps what is logged.</summary>
    internal sealed class ToList : ILogEventSink
    {
        public List<LogEvent> Events { get; } = [];

        public void Emit(LogEvent logEvent) => Events.Add(logEvent);
    }
}
