using System.Text.Json;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>`ClientVersionV1`: two letters for the client, its name and version, and four bytes of its commit in hex.</summary>
public sealed record ClientVersion(string Code, string Name, string Version, string Commit)
{
    // A multiplexer answers for each client behind it.
    private const int MaxClients = 16;

    private static readonly byte[][] Names = ["code"u8.ToArray(), "name"u8.ToArray(), "version"u8.ToArray(), "commit"u8.ToArray()];

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version} ({Code} {Commit})";

    /// <summary>Writes a client's version.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, Code);
        writer.WriteString("name"u8, Name);
        writer.WriteString("version"u8, Version);
        writer.WriteString("commit"u8, Commit);
        writer.WriteEndObject();
    }

    /// <summary>Reads a list of client versions.</summary>
    internal static IReadOnlyList<ClientVersion> ReadList(ref EngineJson json)
    {
        var list = new List<ClientVersion>();
        for (var more = json.Array(); more && json.Item(list.Count, MaxClients);)
        {
            var client = new ClientVersion("", "", "", "");
            ulong seen = 0;
            for (var which = json.Object() ? json.Next(Names, ref seen) : -1; which >= 0; which = json.Next(Names, ref seen))
            {
                client = which switch
                {
                    0 => client with { Code = json.Text() },
                    1 => client with { Name = json.Text() },
                    2 => client with { Version = json.Text() },
                    _ => client with { Commit = json.Text() },
                };
            }

            json.Require(Names, seen, 0b1111);
            list.Add(client);
        }

        return list;
    }
}
