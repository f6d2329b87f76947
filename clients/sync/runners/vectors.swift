// Runs the test vectors of docs/offline-sync.md in Swift, and prints each case that ends otherwise.
//
// Needs Swift 5.9 or newer and no package: `swiftc vectors.swift && ./vectors vectors.json`. A second file may have
// rows of JSON, its canonical form and its digest.
import Foundation

let schemaVersion = 5.0
let rising = ["info", "caution", "seek_medical_advice", "avoid"]
let otherReasons: Set<String> = ["correction", "addition", "schema"]
let takenBack: Set<String> = ["retracted", "withdrawn"]

/// Why a sync could not use an answer.
enum SyncError: Error {
    case gone
    case unavailable(Int)
    case invalidData(String)
    case invalidContent(String)
    case newerContent(Double)
}

// MARK: JSON

indirect enum Json: Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([Json])
    case object([String: Json])

    init(from decoder: Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let found = try? value.decode(Bool.self) {
            self = .bool(found)
        } else if let found = try? value.decode(Double.self) {
            self = .number(found)
        } else if let found = try? value.decode(String.self) {
            self = .text(found)
        } else if let found = try? value.decode([Json].self) {
            self = .list(found)
        } else {
            self = .object(try value.decode([String: Json].self))
        }
    }

    /// Return a member of an object, or nil.
    subscript(name: String) -> Json? {
        if case .object(let members) = self { return members[name] }
        return nil
    }

    var asText: String? {
        if case .text(let found) = self { return found }
        return nil
    }

    var asBool: Bool? {
        if case .bool(let found) = self { return found }
        return nil
    }

    var asNumber: Double? {
        if case .number(let found) = self { return found }
        return nil
    }

    var asList: [Json]? {
        if case .list(let found) = self { return found }
        return nil
    }

    var asObject: [String: Json]? {
        if case .object(let found) = self { return found }
        return nil
    }

    var isNull: Bool {
        if case .null = self { return true }
        return false
    }
}

/// Parse the bytes of an answer.
func parseJson(_ bytes: Data) throws -> Json {
    guard let text = String(data: bytes, encoding: .utf8) else { throw SyncError.invalidData("not UTF-8") }
    // In a list, since older decoders take no number or text alone.
    guard let read = try? JSONDecoder().decode([Json].self, from: Data("[\(text)]".utf8)), read.count == 1 else {
        throw SyncError.invalidData("not JSON")
    }
    return read[0]
}

/// Return canonical JSON (RFC 8785).
func canonical(_ value: Json) throws -> String {
    switch value {
    case .null: return "null"
    case .bool(let found): return found ? "true" : "false"
    case .number(let found): return try written(found)
    case .text(let found): return quoted(found)
    case .list(let found): return "[" + (try found.map(canonical)).joined(separator: ",") + "]"
    case .object(let found):
        let names = found.keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
        let members = try names.map { quoted($0) + ":" + (try canonical(found[$0]!)) }
        return "{" + members.joined(separator: ",") + "}"
    }
}

func quoted(_ text: String) -> String {
    let escapes: [UInt32: String] = [8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: "\\\"", 92: "\\\\"]
    var result = "\""
    for scalar in text.unicodeScalars {
        if let escape = escapes[scalar.value] {
            result += escape
        } else if scalar.value < 32 {
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// Write a number as ECMAScript does. Swift has the same digits, in another form.
func written(_ value: Double) throws -> String {
    if !value.isFinite { throw SyncError.invalidData("a number that is too large") }
    if value == 0 { return "0" }
    let halves = abs(value).description.split(separator: "e")
    let around = halves[0].split(separator: ".")
    let whole = String(around[0])
    let fraction = around.count > 1 && around[1] != "0" ? String(around[1]) : ""
    var point = whole.count + (halves.count > 1 ? Int(halves[1])! : 0)
    var digits = whole + fraction
    while digits.hasPrefix("0") {
        digits.removeFirst()
        point -= 1
    }
    while digits.hasSuffix("0") { digits.removeLast() }
    let sign = value < 0 ? "-" : ""
    if point > 21 || point < -5 {
        let rest = digits.count > 1 ? "." + digits.dropFirst() : ""
        let exponent = point - 1
        return "\(sign)\(digits.prefix(1))\(rest)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
    }
    if point >= digits.count { return sign + digits + String(repeating: "0", count: point - digits.count) }
    if point > 0 { return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))" }
    return sign + "0." + String(repeating: "0", count: -point) + digits
}

let roundConstants: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]

/// Return the SHA-256 of bytes (FIPS 180-4). Swift has none outside Apple's systems; an app takes that of CryptoKit.
func sha256(_ bytes: [UInt8]) -> String {
    func rotated(_ word: UInt32, _ by: UInt32) -> UInt32 { (word >> by) | (word << (32 - by)) }
    var padded = bytes
    padded.append(0x80)
    while padded.count % 64 != 56 { padded.append(0) }
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) { padded.append(UInt8((bits >> shift) & 0xff)) }
    var hash: [UInt32] = [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ]
    var words = [UInt32](repeating: 0, count: 64)
    for block in stride(from: 0, to: padded.count, by: 64) {
        for t in 0..<16 {
            words[t] = 0
            for byte in padded[(block + t * 4)..<(block + t * 4 + 4)] { words[t] = words[t] << 8 | UInt32(byte) }
        }
        for t in 16..<64 {
            let s0 = rotated(words[t - 15], 7) ^ rotated(words[t - 15], 18) ^ (words[t - 15] >> 3)
            let s1 = rotated(words[t - 2], 17) ^ rotated(words[t - 2], 19) ^ (words[t - 2] >> 10)
            words[t] = words[t - 16] &+ s0 &+ words[t - 7] &+ s1
        }
        var state = hash
        for t in 0..<64 {
            let (a, b, c, e, f, g) = (state[0], state[1], state[2], state[4], state[5], state[6])
            let s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
            let choice = (e & f) ^ (~e & g)
            let first = state[7] &+ s1 &+ choice &+ roundConstants[t] &+ words[t]
            let s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            state = [first &+ s0 &+ majority, a, b, c, state[3] &+ first, e, f, g]
        }
        for place in 0..<8 { hash[place] = hash[place] &+ state[place] }
    }
    return hash.map { word in
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
}

func digestOf(_ value: Json) throws -> String { sha256(Array(try canonical(value).utf8)) }

func objectOf(_ value: Json?) throws -> [String: Json] {
    guard let found = value?.asObject else { throw SyncError.invalidData("not of the documented shape") }
    return found
}

func listOf(_ value: Json?) throws -> [Json] {
    guard let found = value?.asList else { throw SyncError.invalidData("not of the documented shape") }
    return found
}

func textOf(_ value: Json?) throws -> String {
    guard let found = value?.asText else { throw SyncError.invalidData("not of the documented shape") }
    return found
}

// MARK: Answers

/// What is stored: one complete release.
struct Snapshot {
    var release: String
    var digests: [String: String]
    var parts: [String: Json]
    var releases: [Json]
    var etag = ""
}

struct Note {
    let id: String
    let text: String
    let safety: Bool
}

func notesOf(_ releases: [Json]) throws -> [Note] {
    try releases.map { one in
        let reason = try textOf(one["reason"])
        return Note(id: try textOf(one["id"]), text: try textOf(one["note"]), safety: !otherReasons.contains(reason))
    }
}

func parseBundle(_ body: Data) throws -> Snapshot {
    let whole = try parseJson(body)
    let data = try objectOf(whole["data"])
    let parts = try objectOf(data["parts"])
    return try verified(data, objectOf(whole["meta"]), parts.mapValues(digestOf), parts)
}

/// Apply a delta to a copy; return it, and whether the reader must be told.
func applyChanges(_ current: Snapshot, _ body: Data) throws -> (Snapshot, Bool) {
    let whole = try parseJson(body)
    let data = try objectOf(whole["data"])
    guard let safety = data["safety"]?.asBool, try textOf(data["since"]) == current.release else {
        throw SyncError.invalidData("the changes are from another release")
    }
    var digests = current.digests
    var parts = current.parts
    for name in try listOf(data["removed"]).map(textOf) {
        digests[name] = nil
        parts[name] = nil
    }
    for (name, part) in try objectOf(data["upserts"]) {
        digests[name] = try digestOf(part)
        parts[name] = part
    }
    var fresh = try verified(data, objectOf(whole["meta"]), digests, parts)
    let told = try notesOf(fresh.releases).contains { $0.safety }
    fresh.releases = current.releases + fresh.releases
    return (fresh, safety || told)
}

func verified(
    _ data: [String: Json], _ meta: [String: Json], _ digests: [String: String], _ parts: [String: Json]
) throws -> Snapshot {
    let release = try textOf(data["release"])
    let digest = try textOf(data["digest"])
    guard let schema = data["schema_version"]?.asNumber else { throw SyncError.invalidData("no schema_version") }
    let releases = try listOf(data["releases"])
    _ = try notesOf(releases)
    let content = Json.object(["parts": .object(digests.mapValues(Json.text)), "schema_version": .number(schema)])
    if try digestOf(content) != digest { throw SyncError.invalidData("another digest of the content") }
    if try digestOf(.list(releases)) != textOf(data["releases_digest"]) {
        throw SyncError.invalidData("another digest of the releases")
    }
    if try release != textOf(meta["release"]) || !release.hasSuffix(String(digest.prefix(8))) {
        throw SyncError.invalidData("another release")
    }
    if schema > schemaVersion { throw SyncError.newerContent(schema) }
    return Snapshot(release: release, digests: digests, parts: parts, releases: releases)
}

// MARK: Entries

/// One release.
struct Content {
    let parts: [String: Json]

    func isEntry(_ key: String) -> Bool { parts[key]?["kind"] != nil }

    /// Put every entry back, or fail.
    func requireWhole() throws {
        for key in parts.keys where isEntry(key) { _ = try shown(key) }
    }

    /// Return what is shown of an entry, found also by a former slug.
    func shown(_ name: String) throws -> Json {
        let key = isEntry(name) ? name : parts["moved"]?[name]?.asText ?? name
        let entry = try record(key)
        if key != "\(entry["kind"]?.asText ?? "")/\(entry["slug"]?.asText ?? "")" {
            throw SyncError.invalidContent("\(key) is a part of another entry")
        }
        _ = try expanded(entry)
        _ = try texts(entry["aliases"])
        _ = try text(entry["summary"])
        return .object([
            "name": .text(try text(entry["name"])),
            "cautions": .list(try objects(entry["cautions"]).map(caution)),
            "claims": .list(try objects(entry["claims"]).map(claim)),
            "related": .list(try objects(entry["related"]).flatMap(related)),
        ])
    }

    func caution(_ line: Json) throws -> Json {
        let slug = try text(line["slug"])
        let whole = try expanded(record("cautions/\(slug)"))
        for name in ["name", "why"] { _ = try text(whole[name]) }
        for name in ["action", "unless", "applies_when"] { try textOrNone(whole[name]) }
        for name in ["what_to_do", "urgent_signs"] { _ = try texts(whole[name]) }
        guard whole["who"]?.asObject != nil, let mustDisplay = whole["must_display"]?.asBool else {
            throw SyncError.invalidContent("who or must_display is missing")
        }
        let severity = try text(line["severity"])
        let sentence = try text(line["sentence"])
        return .list([.text(slug), .text(severity), .text(sentence), .bool(mustDisplay || !rising.contains(severity))])
    }

    func claim(_ grade: Json) throws -> Json {
        let slug = try text(grade["slug"])
        let whole = try record("claims/\(slug)")
        for name in ["statement", "about", "population", "directness", "basis", "scope"] { _ = try text(whole[name]) }
        for name in ["verdict", "direction"] { try textOrNone(grade[name]) }
        let labels = try objects(whole["evidence"]).map { Json.text(try label($0)) }
        let certainty = try text(grade["certainty"])
        return .list([.text(slug), .text(certainty)] + labels)
    }

    func label(_ evidence: Json) throws -> String {
        _ = try text(evidence["stance"])
        let source = try record("sources/\(evidence["source"]?["slug"]?.asText ?? "")")
        try textOrNone(source["url"])
        let who = [source["first_author"], source["journal"]].compactMap { $0?.asText }.first { $0 != "" }
        let year = try source["year"]?.asNumber.map(written) ?? "n.d."
        let plain = try who.map { "\($0) \(year)" } ?? text(source["name"])
        let status = source["retraction_status"]?.asText ?? ""
        return takenBack.contains(status) ? "\(plain) (\(status))" : plain
    }

    func related(_ group: Json) throws -> [Json] {
        _ = try text(group["relation"])
        return try texts(group["entries"]).map { key in
            _ = try text(record(key)["name"])
            return .text("/v1/\(key)")
        }
    }

    func record(_ key: String) throws -> Json {
        guard let part = parts[key], part.asObject != nil else { throw SyncError.invalidContent("\(key) is missing") }
        return part
    }

    /// Return a copy in which every reference has the name and the address of its entry.
    func expanded(_ value: Json) throws -> Json {
        if let items = value.asList { return .list(try items.map(expanded)) }
        guard var copy = try value.asObject?.mapValues(expanded) else { return value }
        guard let kind = copy["kind"], let slug = copy["slug"], copy["href"] == nil else { return .object(copy) }
        let key = "\(kind.asText ?? "")/\(slug.asText ?? "")"
        copy["name"] = .text(try text(record(key)["name"]))
        copy["href"] = .text("/v1/\(key)")
        return .object(copy)
    }

    func text(_ value: Json?) throws -> String {
        guard let found = value?.asText else { throw SyncError.invalidContent("a text is missing") }
        return found
    }

    func textOrNone(_ value: Json?) throws {
        if value?.isNull != true { _ = try text(value) }
    }

    func texts(_ value: Json?) throws -> [String] {
        guard let found = value?.asList else { throw SyncError.invalidContent("a list is missing") }
        return try found.map { try text($0) }
    }

    func objects(_ value: Json?) throws -> [Json] {
        guard let found = value?.asList, found.allSatisfy({ $0.asObject != nil }) else {
            throw SyncError.invalidContent("a list of objects is missing")
        }
        return found
    }
}

// MARK: Syncs

struct Answer {
    let status: Int
    let etag: String
    let body: Data
}

struct Report {
    let outcome: String
    let before: String?
    let after: String?
    var safety = false
    var notes: [Note] = []
    var problem: String? = nil

    /// Return it as the vectors have it.
    var json: Json {
        .object([
            "outcome": .text(outcome),
            "before": before.map(Json.text) ?? .null,
            "after": after.map(Json.text) ?? .null,
            "safety": .bool(safety),
            "notes": .list(notes.map { .text($0.text) }),
            "problem": .bool(problem != nil),
        ])
    }
}

/// A client with a store in memory.
final class Client {
    private(set) var stored: Snapshot?
    private(set) var writes = 0

    /// Return the answer to a path with an ETag, which may be empty.
    typealias Ask = (_ path: String, _ etag: String) throws -> Answer

    func sync(_ ask: Ask) throws -> Report {
        let current = stored
        let release = current?.release
        do {
            return try current.map { try syncChanges($0, ask) } ?? syncBundle(nil, ask)
        } catch SyncError.newerContent(let version) {
            let problem = "schema version \(version): update this app"
            return Report(outcome: "update_needed", before: release, after: release, problem: problem)
        } catch let error as SyncError {
            return Report(outcome: "offline", before: release, after: release, problem: "\(error)")
        }
    }

    private func syncChanges(_ current: Snapshot, _ ask: Ask) throws -> Report {
        let answer: Answer
        let changed: (Snapshot, Bool)
        do {
            answer = try get("/v1/changes", current.etag, ask)
            changed = try answer.status == 304 ? (current, false) : applyChanges(current, answer.body)
        } catch SyncError.gone {
            return try syncBundle(current, ask)
        } catch SyncError.invalidData(_) {
            return try syncBundle(current, ask)
        }
        let (fresh, safety) = changed
        if fresh.release == current.release {
            if answer.status != 304 {
                var same = current
                same.etag = answer.etag
                try save(same)
            }
            return Report(outcome: "unchanged", before: current.release, after: current.release)
        }
        try save(fresh)
        let notes = try notesOf(Array(fresh.releases.dropFirst(current.releases.count)))
        return Report(outcome: "delta", before: current.release, after: fresh.release, safety: safety, notes: notes)
    }

    private func syncBundle(_ current: Snapshot?, _ ask: Ask) throws -> Report {
        let fresh = try parseBundle(get("/v1/bundle", "", ask).body)
        if let current, isOlder(fresh.release, current.release) {
            let problem = "the server has an older release"
            return Report(outcome: "unchanged", before: current.release, after: current.release, problem: problem)
        }
        try save(fresh)
        let notes = try notesOf(fresh.releases).filter { note in current.map { isOlder($0.release, note.id) } ?? false }
        let safety = notes.contains { $0.safety }
        return Report(
            outcome: "bundle", before: current?.release, after: fresh.release, safety: safety, notes: notes)
    }

    private func get(_ path: String, _ etag: String, _ ask: Ask) throws -> Answer {
        let answer = try ask(path, etag)
        if answer.status == 200 || (answer.status == 304 && etag != "") { return answer }
        if answer.status == 410 { throw SyncError.gone }
        throw SyncError.unavailable(answer.status)
    }

    /// Replace what is stored, unless an entry cannot be put back.
    private func save(_ snapshot: Snapshot) throws {
        try Content(parts: snapshot.parts).requireWhole()
        stored = snapshot
        writes += 1
    }
}

/// Return whether a release was made before another; unreleased content comes before every release.
func isOlder(_ one: String, _ other: String) -> Bool { order(one) < order(other) }

func order(_ release: String) -> (String, Int) {
    let pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}\\.[0-9]+-"
    guard release.range(of: pattern, options: .regularExpression) != nil else { return ("", 0) }
    let rest = release.dropFirst(11)
    return (String(release.prefix(10)), Int(rest.prefix(while: { $0 != "-" }))!)
}

// MARK: Vectors

struct WrongVector: Error {
    let what: String
}

/// Run one sync and return what differs from the vectors.
func run(_ step: Json, _ bodies: [Json], _ client: Client) throws -> [String] {
    var wrong: [String] = []
    func compare(_ what: String, _ found: Json, _ expected: Json?) throws {
        let due = try expected.map(canonical)
        if try canonical(found) != due { wrong.append("\(what) is \(try canonical(found))") }
    }
    let before = client.writes
    let report = try client.sync { path, etag in
        if let asked = step["if_none_match"] { try compare("If-None-Match", .text(etag), asked) }
        guard let answer = step["answers"]?[path], let status = answer["status"]?.asNumber,
            let place = answer["body"]?.asNumber
        else { throw WrongVector(what: "no answer for \(path)") }
        let body = bodies[Int(place)]
        let encoded = body["base64"]?.asText.flatMap { Data(base64Encoded: $0) }
        let bytes = try encoded ?? Data(textOf(body["text"]).utf8)
        return Answer(status: Int(status), etag: answer["headers"]?["ETag"]?.asText ?? "", body: bytes)
    }
    try compare("report", report.json, step["report"])
    if client.writes != before && ["offline", "update_needed"].contains(report.outcome) {
        wrong.append("the store changed")
    }
    if client.stored?.release != report.after { wrong.append("the store has another release") }
    if let entries = step["entries"]?.asObject, let stored = client.stored {
        for (key, expected) in entries { try compare(key, Content(parts: stored.parts).shown(key), expected) }
    }
    return wrong
}

func readJson(_ path: String) throws -> Json { try parseJson(Data(contentsOf: URL(fileURLWithPath: path))) }

let arguments = CommandLine.arguments
let whole = try readJson(arguments[1])
if whole["schema_version"]?.asNumber != schemaVersion { throw WrongVector(what: "another schema version") }
let bodies = try listOf(whole["bodies"])
let cases = try listOf(whole["cases"])
var wrong: [String] = []
for one in cases {
    let name = try textOf(one["name"])
    let client = Client()
    for step in try listOf(one["steps"]) { wrong += try run(step, bodies, client).map { "\(name): \($0)" } }
}
let rows = arguments.count > 2 ? try listOf(readJson(arguments[2])) : []
for row in rows {
    let cells = try listOf(row).map(textOf)
    let value = try parseJson(Data(cells[0].utf8))
    let found = try canonical(value)
    let right = try found == cells[1] && digestOf(value) == cells[2]
    if !right { wrong.append("canonical JSON of \(cells[0]) is \(found)") }
}
for what in wrong { print(what) }
print("\(cases.count) cases, \(rows.count) rows, \(wrong.count) wrong")
if !wrong.isEmpty { exit(1) }
