using System.Globalization;
using Consensoor.Actors.Hosting.Logs;
using CsCheck;
using Serilog.Events;
using Serilog.Parsing;
using Xunit;
using Logging = Consensoor.Actors.Hosting.Logging;

namespace Consensoor.Actors.Tests.Hosting.Logs;

/// <summary>That a storm of lines is a few lines and a count, and that nothing else is lost.</summary>
public sealed class FloodGuardTests
{
    [Fact]
    public void ManyLinesOfAKindAreSomeAndACount()
    {
        var sink = new LineFormatterTests.ToList();
        using (var guard = new FloodGuard(sink, repeats: 3))
        {
            for (var i = 0; i < 10; i++)
            {
                guard.Emit(Line($"peer 0xab{i} sent {i} bad messages", 0));
            }

            guard.Emit(Line("something else", 1));
            guard.Emit(Line("later", 11));
        }

        Assert.Equal(
            [
                "peer 0xab0 sent 0 bad messages", "peer 0xab1 sent 1 bad messages", "peer 0xab2 sent 2 bad messages", "something else",
                "7 more lines like: peer 0xab9 sent 9 bad messages", "later",
            ],
            Texts(sink));
    }

    [Fact]
    public void WhatWasLeftOutIsSaidAtTheEndToo()
    {
        var sink = new LineFormatterTests.ToList();
        using (var guard = new FloodGuard(sink, repeats: 1))
        {
            guard.Emit(Line("a", 0));
            guard.Emit(Line("a", 0));
        }

        Assert.Equal(["a", "1 more lines like: a"], Texts(sink));
    }

    /// <summary>Whatever comes: each line is let through, or counted in a summary.</summary>
    [Fact]
    public void NoLineIsLost() => Gen.Select(Gen.Int[0, 600], Gen.Int[0, 3]).List[0, 400].Sample(static lines =>
    {
        var sink = new LineFormatterTests.ToList();
        var second = 0;
        using (var guard = new FloodGuard(sink, repeats: 2))
        {
            foreach (var (kind, wait) in lines)
            {
                second += wait;
                guard.Emit(Line($"kind {(char)('a' + (kind % 26))}{(char)('a' + (kind / 26))}", second));
            }
        }

        var told = sink.Events.Sum(static line =>
            line.Properties.TryGetValue("Count", out var count) ? (int)((ScalarValue)count).Value! : 1);
        Assert.Equal(lines.Count, told);
    });

    /// <summary>A caller who chooses paths makes as many kinds as there are.</summary>
    [Fact]
    public void ErrorsPassHoweverManyKindsOfOthersThereAre()
    {
        var sink = new LineFormatterTests.ToList();
        using (var guard = new FloodGuard(sink, repeats: 2))
        {
            for (var i = 0; i < 2 * FloodGuard.MaxKinds; i++)
            {
                guard.Emit(Line($"path {(char)('a' + (i % 26))}{(char)('a' + (i / 26))}", 0, LogEventLevel.Warning));
            }

            for (var i = 0; i < 5; i++)
            {
                guard.Emit(Line($"what matters is wrong {(char)('a' + i)}", 0, LogEventLevel.Error));
            }

            guard.Emit(Line("all is well", 0));
        }

        Assert.Equal(5, Texts(sink).Count(static line => line.StartsWith("what matters", StringComparison.Ordinal)));
        Assert.Contains("all is well", Texts(sink));
    }

    [Fact]
    public void NodesOfAProcessAreCountedApart()
    {
        var sink = new LineFormatterTests.ToList();
        using (var guard = new FloodGuard(sink, repeats: 2))
        {
            for (var i = 0; i < 3; i++)
            {
                guard.Emit(Line("a peer left", 0, node: "one "));
            }

            guard.Emit(Line("a peer left", 0, node: "two "));
        }

        Assert.Equal(
            [("one ", "a peer left"), ("one ", "a peer left"), ("two ", "a peer left"), ("one ", "1 more lines like: a peer left")],
            sink.Events.Select(static line => (
                (string)((ScalarValue)line.Properties["Node"]).Value!, line.RenderMessage(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void FilesAreBoundedInSizeAndNumber()
    {
        var folder = Directory.CreateTempSubdirectory("consensoor-logs-").FullName;
        try
        {
            var settings = new LogSettings { File = Path.Combine(folder, "node.log"), FileBytes = 2_000, Files = 3, Repeats = 1_000_000 };
            using (var log = Logging.Create(LogEventLevel.Error, settings))
            {
                for (var i = 0; i < 200; i++)
                {
                    log.Error("line {Number} of a node that has much to say", i);
                }
            }

            var files = Directory.GetFiles(folder);
            Assert.Equal(3, files.Length);
            Assert.All(files, static file => Assert.InRange(new FileInfo(file).Length, 1, 2_200));
            Assert.Contains(files, static file => File.ReadAllText(file).Contains("line 199 of", StringComparison.Ordinal));
            Assert.All(files.SelectMany(File.ReadAllLines), static line => Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:", line));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void LinesAreJsonWhereThatIsAskedFor()
    {
        var file = Path.Combine(Path.GetTempPath(), $"consensoor-{Guid.NewGuid():N}.json");
        try
        {
            using (var log = Logging.Create(LogEventLevel.Error, new LogSettings { File = file, IsJson = true }))
            {
                log.Error("peer {Peer} said {What}", "ab", "a\nb");
            }

            using var line = System.Text.Json.JsonDocument.Parse(File.ReadAllLines(file).Single());
            Assert.Equal("ab", line.RootElement.GetProperty("Peer").GetString());
            Assert.Equal("Error", line.RootElement.GetProperty("@l").GetString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static LogEvent Line(
        string text, int second, LogEventLevel level = LogEventLevel.Information, string? node = null) => new(
        DateTimeOffset.UnixEpoch.AddSeconds(second),
        level,
        null,
        new MessageTemplateParser().Parse(text),
        node is null ? [] : [new LogEventProperty("Node", new ScalarValue(node))]);

    private static IEnumerable<string> Texts(LineFormatterTests.ToList sink) =>
        sink.Events.Select(static line => line.RenderMessage(CultureInfo.InvariantCulture));
}
