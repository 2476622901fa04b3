using System.Net;
using Consensoor.Interop.Engine.Server;
using Serilog.Events;

namespace Consensoor.Actors.Hosting;

/// <summary>Holds what an execution layer in a process of its own is to be, and where it listens.</summary>
public sealed record ElOptions(
    string? GenesisState,
    string? NetworkConfig,
    string? Preset,
    string? JwtSecretFile,
    IPEndPoint Address,
    ServedForms Forms,
    string? BlocksFile,
    int Blobs,
    LogEventLevel LogLevel,
    TextWriter Output,
    TextWriter Error)
{
    /// <summary>Says what is to be told at the start of how the program was called.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
