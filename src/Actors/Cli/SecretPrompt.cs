using System.Security.Cryptography;
using System.Text;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Passwords;

namespace Consensoor.Actors.Cli;

/// <summary>Reads secrets from a file that is named, or from the terminal, which does not show them; never from an argument.</summary>
internal static class SecretPrompt
{
    private const int MaxLetters = 1_024;

    /// <summary>
    /// Reads a password; typed twice where it is <paramref name="isNew"/>, and then not empty. Null and the reason where there is none.
    /// </summary>
    public static KeystorePassword? Password(
        string? file, bool isNew, TextWriter terminal, out string? problem, Func<ConsoleKeyInfo>? keys = null)
    {
        var read = Read(file, isNew, terminal, keys, out problem);
        if (!isNew || read is not { IsEmpty: true })
        {
            return read;
        }

        problem = $"{(file is null ? "" : $"{file}: ")}the password is empty: it would protect nothing";
        return null;
    }

    private static KeystorePassword? Read(
        string? file, bool isNew, TextWriter terminal, Func<ConsoleKeyInfo>? keys, out string? problem)
    {
        problem = null;
        if (file is not null)
        {
            var read = KeystoreFiles.ReadPassword(file, out var refusal);
            problem = refusal?.ToString();
            return read;
        }

        if (Line("Password of the keystores: ", "--password-file names its file", terminal, keys, out problem) is not { } typed)
        {
            return null;
        }

        if (isNew && Line("The same once more: ", "", terminal, keys, out problem) != typed)
        {
            problem ??= "the two passwords are different";
            return null;
        }

        return KeystorePassword.FromText(typed, out problem);
    }

    /// <summary>Reads a mnemonic; null and the reason where there is none.</summary>
    public static string? Mnemonic(string? file, TextWriter terminal, out string? problem)
    {
        if (file is null)
        {
            return Line("Mnemonic: ", "--mnemonic-file names its file", terminal, null, out problem);
        }

        if (CliFiles.Read(file, KeystorePassword.MaxBytes, out problem) is not { } bytes)
        {
            return null;
        }

        var words = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        CryptographicOperations.ZeroMemory(bytes);
        return words;
    }

    // A line of the terminal without echo: Backspace takes a letter back. The keys are the system's unless others are given.
    private static string? Line(string question, string otherwise, TextWriter terminal, Func<ConsoleKeyInfo>? keys, out string? problem)
    {
        problem = null;
        if (keys is null && Console.IsInputRedirected)
        {
            problem = $"there is no terminal to ask at; {otherwise}";
            return null;
        }

        terminal.Write(question);
        var line = new StringBuilder();
        keys ??= static () => Console.ReadKey(intercept: true);
        while (keys() is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                line.Length = Math.Max(0, line.Length - 1);
            }
            else if (key.KeyChar != '\0' && line.Length < MaxLetters)
            {
                line.Append(key.KeyChar);
            }
        }

        terminal.WriteLine();
        return line.ToString();
    }
}
