using Akka.Configuration;
using Consensoor.Actors.Work;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The HOCON of a node: `hocon/reference.conf`, which is part of the program, under what a situation and the command line say.
/// </summary>
public static class NodeConfig
{
    private const string ResourceFolder = "Consensoor.Actors.hocon.";

    /// <summary>Gives every setting with its default, from `hocon/reference.conf`.</summary>
    public static Config Reference { get; } = Situation("reference");

    /// <summary>
    /// One of the files of `hocon/`, which are part of the program; throws ArgumentException where there is none of the name.
    /// </summary>
    public static Config Situation(string name)
    {
        using var stream = typeof(NodeConfig).Assembly.GetManifestResourceStream($"{ResourceFolder}{name}.conf")
            ?? throw new ArgumentException($"there is no hocon/{name}.conf", nameof(name));
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    /// <summary>
    /// Layers of HOCON text, the first one strongest, over the reference; the threads of the work pool follow the number of its workers.
    /// </summary>
    public static Config Layered(params IEnumerable<Config> layers)
    {
        var config = layers.Reverse().Aggregate(Reference, static (under, layer) => layer.WithFallback(under));
        var workers = WorkSettings.WorkersIn(config.GetConfig("consensoor"));
        return ConfigurationFactory.ParseString($"consensoor.dispatchers.work.dedicated-thread-pool.thread-count = {workers}")
            .WithFallback(config);
    }

    /// <summary>A number that must be there; throws ConfigurationException where it is missing or below 1.</summary>
    public static int Positive(this Config config, string path)
    {
        var value = config.HasPath(path) ? config.GetInt(path) : 0;
        return value >= 1 ? value : throw new ConfigurationException($"consensoor.{path} must be at least 1");
    }

    /// <summary>A number that must be there; throws ConfigurationException where it is missing, below 1 or above the most.</summary>
    public static int Within(this Config config, string path, int most)
    {
        var value = config.Positive(path);
        return value <= most ? value : throw new ConfigurationException($"consensoor.{path} must be at most {most}");
    }
}
