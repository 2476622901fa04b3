using Consensoor.Actors.Tests.Page;
using Xunit;

namespace Consensoor.Actors.Tests.Examples;

/// <summary>Marks a test that asks systemd for its opinion: it is skipped, and says so, where there is none.</summary>
public sealed class SystemdFactAttribute : FactAttribute
{
    /// <summary>A test that runs where systemd-analyze is installed.</summary>
    public SystemdFactAttribute() => Skip = Programs.Find("systemd-analyze") is null ? "systemd-analyze is not installed" : null;
}
