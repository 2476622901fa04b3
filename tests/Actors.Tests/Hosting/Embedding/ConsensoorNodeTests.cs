using Consensoor.Actors.Api;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Hosting.Logs;
using Consensoor.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Serilog;
using Xunit;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Consensoor.Actors.Tests.Hosting.Embedding;

/// <summary>What a host sees of a node besides its start: its place, its log, its servers.</summary>
public sealed class ConsensoorNodeTests
{
    [Fact]
    public async Task ANodeThatDoesNotStartLeavesItsPlaceToTheNext()
    {
        for (var i = 0; i < 2; i++)
        {
            var options = new ConsensoorNodeOptions { KeepsSerilog = true }.Set("validators.grafiti", "x");
            var node = new ConsensoorNode(Options.Create(options), NullLoggerFactory.Instance);
            var refusal = await Assert.ThrowsAsync<NodeStartException>(() => node.Start(CancellationToken.None));
            Assert.Contains("validators.graffiti", refusal.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<NodeStartException>(() => node.Ended);
            await node.DisposeAsync();
            node.Dispose();
        }
    }

    [Fact]
    public void ALoggerThatWritesToTheStaticLoggerEndsInNoCircle()
    {
        var echo = new Echo();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(echo));
        var sink = new LineFormatterTests.ToList();
        using var former = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        using var logger = new LoggerConfiguration().WriteTo.Sink(new LogBridge(factory, former)).CreateLogger();
        echo.To = logger;
        logger.Information("one line");
        logger.Information("another");
        Assert.Equal(["one line", "another"], echo.Lines);
        Assert.Equal(2, sink.Events.Count);
    }

    [Fact]
    public void TheServersOfTheNodeReadNoSettingsOfTheProgram() =>
        Assert.Empty(((IConfiguration)OwnServer.CreateBuilder().Configuration).GetChildren());

    private sealed class Echo : ILoggerProvider, ILogger
    {
        public Serilog.ILogger? To { get; set; }

        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add(formatter(state, exception));
            To!.Information("an echo of {Line}", Lines[^1]);
        }

        public void Dispose()
        {
        }
    }
}
