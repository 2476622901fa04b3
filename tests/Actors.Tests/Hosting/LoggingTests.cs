using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Serilog.Core;
using Serilog.Events;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>What `--log-level` lets through.</summary>
public sealed class LoggingTests
{
    /// <summary>The level holds whoever speaks: the program, its actors, and the web server, which says less at INFO.</summary>
    [Theory]
    [InlineData("DEBUG", LogEventLevel.Debug, LogEventLevel.Debug)]
    [InlineData("INFO", LogEventLevel.Information, LogEventLevel.Warning)]
    [InlineData("WARNING", LogEventLevel.Warning, LogEventLevel.Warning)]
    [InlineData("ERROR", LogEventLevel.Error, LogEventLevel.Error)]
    public void The_level_holds_for_actors_and_the_web_server_too(string name, LogEventLevel own, LogEventLevel web)
    {
        using var log = Logging.Create(LogLevels.Parse(name));
        foreach (var level in Enum.GetValues<LogEventLevel>())
        {
            Assert.Equal(level >= own, log.IsEnabled(level));
            Assert.Equal(level >= own, From("Akka.Actor.ActorSystem").IsEnabled(level));
            Assert.Equal(level >= web, From("Microsoft.AspNetCore.Hosting").IsEnabled(level));
        }

        Serilog.ILogger From(string source) => log.ForContext(Constants.SourceContextPropertyName, source);
    }
}
