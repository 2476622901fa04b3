using Akka.Configuration;

namespace Consensoor.Actors.Tests;

/// <summary>
/// A TestKit that waits 30 s for what has to come, where Akka's own waits 3: a loaded machine answers late, not wrongly. How long nothing
/// may come is each test's own.
/// </summary>
public abstract class PatientKit(Config config) : Akka.TestKit.Xunit2.TestKit(Patience.WithFallback(config))
{
    private static readonly Config Patience = ConfigurationFactory.ParseString(
        """
        akka.test {
          single-expect-default = 30s
          default-timeout = 30s
          filter-leeway = 30s
        }
        """);

    /// <summary>A kit with Akka's own configuration.</summary>
    protected PatientKit()
        : this(Config.Empty)
    {
    }

    /// <summary>A kit with a configuration in HOCON.</summary>
    protected PatientKit(string config)
        : this(ConfigurationFactory.ParseString(config))
    {
    }
}
