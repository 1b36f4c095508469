-- Switches change data capture on: the database, then every table that has no capture instance yet.
-- Runs in any database of the service, and again; what is captured already, or not there, is left alone.
-- Needs: sysadmin for the database (db_owner in Azure SQL Database), db_owner for the tables.
SET NOCOUNT ON;
SET XACT_ABORT ON;
IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.database_id = DB_ID() AND d.is_cdc_enabled = 0)
BEGIN
    EXEC sys.sp_cdc_enable_db;
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Actor]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Actor',
        @capture_instance = N'dbo_Actor',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[actno], [ActorType], [Fornavn], [Mellomnavn], [Etternavn], [Fødselsnummer], [Fødselsdato], [Kjønn], [Sivilstand], [Statsborgerskap], [Morsmål], [TolkBehov], [Org.nr], [OverordnetActor], [Adresse1], [Adresse2], [Postnr], [Poststed], [Kommunenr], [Landkode], [Telefon], [Mobiltlf], [Epost], [EpostBekreftet], [Hjemmeside], [BrukerNavn], [Importhash], [PortalId], [SistInnlogget], [FeilInnlogginger], [Språkkode], [Bilde], [Notat], [AvdelingId], [SaksbehandlerId], [NavKontor], [NavSaksnr], [Ytelse], [YtelseTilDato], [Utdanningsnivå], [SisteArbeidsgiver], [ArbeidslederSiden], [FørerkortKlasser], [DisponererBil], [KontonummerLønn], [Kredittgrense], [Rabattsats], [AntallAnsatte], [Bransjekode], [Kundenr], [Reservert], [Aktiv], [AvsluttetDato], [RegDato], [RegAv], [EndretDato], [ts]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[ActorActor]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'ActorActor',
        @capture_instance = N'dbo_ActorActor',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[FraActor], [TilActor], [RelasjonType], [Gyldig fra], [Gyldig til], [Primær], [Merknad], [RegDato], [RegAv], [ts]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[ActorAdresse]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'ActorAdresse',
        @capture_instance = N'dbo_ActorAdresse',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[AdresseId], [actno], [AdresseType], [Gateadresse], [c/o], [Postnr], [Poststed], [Kommunenr], [Landkode], [Posisjon], [GeokodetMed], [GeokodetTid], [Treffsikkerhet], [GyldigFra], [GyldigTil], [Hemmelig], [RegDato], [ts]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Avdeling]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Avdeling',
        @capture_instance = N'dbo_Avdeling',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[AvdelingId], [Plassering], [Navn], [Kortnavn], [Leder], [Kostnadssted], [Org.nr], [Gateadresse], [Postnr], [Poststed], [Kommunenr], [Telefon], [Epost], [Åpner], [Stenger], [Kapasitet], [Arealbruk m²], [Omriss], [Logo], [Nedlagt], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Avtale]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Avtale',
        @capture_instance = N'dbo_Avtale',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[AvtaleId], [Avtalenr], [AvtaleType], [Tittel], [Beskrivelse], [Oppdragsgiver], [KontaktHosOppdragsgiver], [AvdelingId], [Ansvarlig], [Inngått], [GyldigFra], [GyldigTil], [Opsjonsår], [OpsjonBenyttet], [Oppsigelsesfrist dager], [Status], [AntallPlasser], [PrisPrPlass], [PrisPrTime], [Fastbeløp], [Valuta], [IndeksBasis], [Indeksregulert], [Fakturafrekvens], [Betalingsfrist], [MvaKode], [Bonusandel], [Målformidling%], [Resultatmål], [Anbudsreferanse], [DoffinId], [Rammeavtale], [Vilkår], [SignertPdf], [SignertAv], [SignertTid], [Arkivreferanse], [Opprettet], [OpprettetAv], [Endret], [EndretAv], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Avtalelinje]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Avtalelinje',
        @capture_instance = N'dbo_Avtalelinje',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[AvtaleId], [Linjenr], [Tiltakskode], [Tekst], [Enhet], [Antall], [Pris], [Rabatt], [MvaSats], [GyldigFra], [GyldigTil], [Konto], [Kostnadssted], [Prosjekt], [Order], [Desc], [Faktureres], [SistFakturert], [Restplasser], [Opprettet], [OpprettetAv], [Endret], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Bankkonto]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Bankkonto',
        @capture_instance = N'dbo_Bankkonto',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[BankkontoId], [AvdelingId], [Navn], [Konto], [IBAN], [BIC], [Bank], [Valuta], [Hovedbokskonto], [Saldo], [SaldoTid], [Trekkrettighet], [Skattetrekk], [Remittering], [Aktiv], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Bruker]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Bruker',
        @capture_instance = N'dbo_Bruker',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[BrukerId], [actno], [Login], [AdObjektGuid], [Initialer], [Fullt navn], [Tittel], [Epost], [Telefon], [AvdelingId], [Rolle], [Rettighetsmaske], [Administrator], [ArbeidstidFra], [ArbeidstidTil], [Tidssone], [Tema], [Innstillinger], [SistInnlogget], [SperretTil], [GyldigFra], [GyldigTil], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Dokument]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Dokument',
        @capture_instance = N'dbo_Dokument',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[DokumentId], [DokumentGuid], [actno], [TiltakId], [AvtaleId], [MalId], [DokumentType], [Tittel], [Filnavn], [MimeType], [Versjon], [Innhold], [Sjekksum], [Indekstekst], [Metadata], [Språk], [Gradering], [Hjemmel], [Journalført], [Journalpost], [ArkivertTid], [Kassasjon], [LåstAv], [LåstTid], [Opprettet], [OpprettetAv], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[DokumentMal]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'DokumentMal',
        @capture_instance = N'dbo_DokumentMal',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[MalId], [Navn], [Gruppe], [Versjon], [Utgått]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Endringslogg]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Endringslogg',
        @capture_instance = N'dbo_Endringslogg',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[LoggId], [Tid], [Skjema], [Tabell], [Kolonne], [Nøkkel], [Operasjon], [Gammel], [Ny], [GammelTekst], [NyTekst], [Bruker], [Maskin], [Program], [Kontekst], [Transaksjon], [Nivå]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Faktura]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Faktura',
        @capture_instance = N'dbo_Faktura',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[FakturaId], [Fakturanr], [FakturaType], [Mottaker], [AvtaleId], [AvdelingId], [Dato], [Forfall], [PeriodeFra], [PeriodeTil], [Deres ref], [Vår ref], [Bestillingsnr], [KID], [BankkontoId], [Netto], [Mva], [Øreavrunding], [Betalt], [BetaltDato], [Valuta], [Kurs], [Purregebyr], [AntallPurringer], [SistPurret], [TilInkasso], [EhfSendt], [EhfStatus], [EhfXml], [PdfDokument], [KrediterFaktura], [Bokført], [BokførtTid], [Bilagsnr], [Opprettet], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Fakturalinje]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Fakturalinje',
        @capture_instance = N'dbo_Fakturalinje',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[FakturaId], [Linjenr], [AvtaleId], [AvtaleLinjenr], [actno], [Varenr], [Tekst], [Antall], [Enhet], [Pris], [Rabatt], [Netto], [MvaKode], [MvaSats], [Konto], [Kostnadssted], [Prosjekt], [PeriodeFra], [PeriodeTil], [Sortering], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Fraver]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Fraver',
        @capture_instance = N'dbo_Fraver',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[FraverId], [TiltakId], [actno], [Periode], [Årsak], [FraDato], [TilDato], [FraKl], [TilKl], [Timer], [Grad], [Egenmelding], [Sykmelding], [DokumentId], [MeldtTid], [MeldtVia], [Godkjent], [GodkjentAv], [Merknad], [RegDato], [ts]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Fraværsårsak]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Fraværsårsak',
        @capture_instance = N'dbo_Fraværsårsak',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[ÅrsakId], [Navn], [NavKode], [Gyldig fravær], [KreverDokumentasjon], [TrekkesIYtelse], [Farge], [Sortering], [Aktiv]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Handlingsplan]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Handlingsplan',
        @capture_instance = N'dbo_Handlingsplan',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[PlanId], [actno], [TiltakId], [Versjon], [Hovedmål], [Delmål], [ØnsketYrke], [ØnsketBransje], [Ressurser], [Hindringer], [Aktiviteter], [Avtalt med NAV], [FraDato], [TilDato], [Evaluert], [Evaluering], [Måloppnåelse%], [SignertDeltaker], [SignertVeileder], [Veileder], [DokumentId], [Status], [Opprettet], [OpprettetAv], [Endret], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[ImportLogg]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'ImportLogg',
        @capture_instance = N'dbo_ImportLogg',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Tidspunkt], [Jobb], [Kilde], [Filnavn], [Linje], [Nivå], [actno], [Antall], [Sekunder], [Andel], [Feilet], [Pnr], [Melding], [Detaljer], [Rad], [Maskin]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Integrasjonsmelding]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Integrasjonsmelding',
        @capture_instance = N'dbo_Integrasjonsmelding',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[MeldingId], [Korrelasjon], [Retning], [System], [Meldingstype], [Versjon], [actno], [SoknadId], [Status], [Forsøk], [NesteForsøk], [Mottatt], [Behandlet], [VarighetMs], [HttpStatus], [Endepunkt], [Hode], [Melding], [Kvittering], [Rådata], [Feilkode], [Feilmelding], [Server], [Prosess], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Journal]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Journal',
        @capture_instance = N'dbo_Journal',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[JournalId], [actno], [TiltakId], [Dato], [Type], [Overskrift], [Tekst], [TekstRtf], [Intern], [Skjermet], [Skjermingshjemmel], [Deltaker til stede], [Kanal], [VarighetMin], [NesteKontakt], [Tiltakspunkt], [Frist], [Utført], [Skrevet av], [Signert], [SignertTid], [SignertHash], [SvarPå], [DokumentId], [Group], [Slettet], [SlettetAv], [SlettetDato], [RegDato], [ts]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Kartlegging]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Kartlegging',
        @capture_instance = N'dbo_Kartlegging',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[KartleggingId], [actno], [TiltakId], [Skjema], [Skjemaversjon], [Dato], [UtførtAv], [Fase], [Motivasjon], [Mestringstro], [Helse], [Smerter], [Søvn], [Konsentrasjon], [Stress], [Sosialt], [Familie], [Økonomi], [Bolig], [Rus], [NorskMuntlig], [NorskSkriftlig], [Engelsk], [Regning], [Lesing], [Digital], [Fysisk kapasitet], [Psykisk kapasitet], [Arbeidsevne%], [ArbeidsevneForrige%], [Sumskår], [Normskår], [ZSkår], [Persentil], [VurderingAvDeltakerensMulighetForOvergangTilOrdinærtArbeidInnen12Måneder], [VurderingAvDeltakerensMulighetForOvergangTilOrdinærtArbeidInnen24Måneder], [Interesser], [Styrker], [Utfordringer], [Tilretteleggingsbehov], [Svar], [Konklusjon], [Godkjent], [GodkjentTid], [Opprettet], [Endret], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Kodeverk]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Kodeverk',
        @capture_instance = N'dbo_Kodeverk',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Type], [Kode], [Verdi], [Nynorsk], [Kortform], [Merknad [intern]]], [Sortering], [Aktiv], [Endret]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Kommune]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Kommune',
        @capture_instance = N'dbo_Kommune',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Kommunenr], [Navn], [SamiskNavn], [Fylkesnr], [Fylke], [Innbyggere], [Areal km²], [Grense], [GyldigFra], [GyldigTil], [Erstattes av]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Kontaktpunkt]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Kontaktpunkt',
        @capture_instance = N'dbo_Kontaktpunkt',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[KontaktpunktId], [actno], [Kanal], [Verdi], [Etikett], [Foretrukket], [ReservertMotVarsel], [Bekreftet], [TidligstKlokken], [SenestKlokken], [Opprettet], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Kurs]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Kurs',
        @capture_instance = N'dbo_Kurs',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Kurs Id], [Kurskode], [Navn], [Undertittel], [TiltakId], [AvdelingId], [Kursansvarlig], [Foreleser], [Nivå], [Fagområde], [Beskrivelse], [Læringsmål], [Forkunnskaper], [StartDato], [SluttDato], [Påmeldingsfrist], [Avmeldingsfrist], [Antall samlinger], [Antall timer], [Studiepoeng], [MinDeltakere], [MaksDeltakere], [Pris], [Materiellpris], [Sted], [Rom], [Digitalt], [Møtelenke], [Sertifikat], [SertifikatMal], [Status], [Avlyst], [Opprettet], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Kurs Deltaker]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Kurs Deltaker',
        @capture_instance = N'dbo_Kurs Deltaker',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Kurs Id], [actno], [Påmeldt dato], [Påmeldt av], [Status], [Venteliste nr], [Betaler], [Pris], [Rabatt %], [Fakturert], [Oppmøte %], [Antall dager], [Bestått], [Karakter], [Eksamensdato], [Sertifikatnr], [Sertifikat sendt], [Evaluering], [Allergier], [ts]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[KursSamling]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'KursSamling',
        @capture_instance = N'dbo_KursSamling',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Kurs Id], [Nr], [Tema], [Dato], [Fra], [Til], [Pause], [Rom], [Foreleser], [Honorar], [Presentasjon], [Opptak], [Avlyst], [Merknad], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Land]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Land',
        @capture_instance = N'dbo_Land',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Landkode], [Alfa3], [Numerisk], [Navn], [NavnEngelsk], [Retningsnummer], [Eøs], [Sortering]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Månedsoppgjør]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Månedsoppgjør',
        @capture_instance = N'dbo_Månedsoppgjør',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[År], [Måned], [TiltakId], [actno], [Periode], [Avdeling], [Kalenderdager], [Virkedager], [Oppmøtedager], [Fraværsdager gyldig], [Fraværsdager ugyldig], [Sykedager], [Feriedager], [Timer plan], [Timer faktisk], [Timer praksis], [Oppmøte %], [Plassandel], [Dagsats], [Ytelse], [Trekk], [Reise], [Bonus], [Valutakurs], [Konto], [Bilagsnr], [Bilagsdato], [Kjørt], [Kjørt av], [Kjøring nr], [Godkjent], [Godkjent av], [Godkjent dato], [Overført NAV], [Overført dato], [Kvittering], [Avvik], [Låst], [ts]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid',
        @capture_instance = N'dbo_NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[RapportÅr], [RapportMåned], [AvdelingId], [Tiltakskode], [Avtalte plasser], [Belagte plasser], [Gjennomsnitt belegg], [Inntak menn], [Inntak kvinner], [Inntak ukjent], [Inntak under 30], [Inntak over 50], [Avgang til arbeid], [Avgang til utdanning], [Avgang annet tiltak], [Avgang uføretrygd], [Avgang annet], [Snitt varighet dager], [Fravær %], [Lønnstilskudd], [Tilskudd pr plass], [Omsetning], [Omsetningsandel], [Ansatte årsverk], [Veiledere årsverk], [HMS avvik], [Kommentar], [Generert], [Generert av], [Sendt], [Kvittering], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Samtykke]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Samtykke',
        @capture_instance = N'dbo_Samtykke',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[SamtykkeId], [actno], [Formål], [Tekstversjon], [Gitt], [GittVia], [IpAdresse], [BankIdReferanse], [GyldigTil], [Trukket], [TrukketAv], [Omfang], [DataAnsvarlig], [Dataansvarlig], [Databehandler], [DokumentId], [Bevis], [Opprettet], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Sats]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Sats',
        @capture_instance = N'dbo_Sats',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[SatsId], [Satskode], [Beskrivelse], [Verdi], [Beløp [kr]]], [Enhet], [Hjemmel], [GjelderFra], [GjelderTil], [Kilde], [EndretAv], [SysFra], [SysTil]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Soknad]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Soknad',
        @capture_instance = N'dbo_Soknad',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[SoknadId], [Søknadsnr], [actno], [TiltakId], [Kurs Id], [SoknadType], [Kilde], [MottattTid], [MottattAv], [Innsøker], [InnsøkerNavn], [InnsøkerEpost], [NavKontor], [NavEnhetsnr], [NavBestillingsId], [Prioritet], [Status], [StatusDato], [ØnsketOppstart], [Bakgrunn], [Målsetting], [Utdanning], [Arbeidserfaring], [Språknivå], [Dataferdigheter], [HarBarnepass], [Transport], [Tilrettelegging], [Samtykke], [SamtykkeTid], [Vurdering], [VurdertAv], [VurdertDato], [Poengsum], [Innstilling], [Avslagsgrunn], [Avslagstekst], [SvarSendt], [KlagefristUtløper], [Råmelding], [Opprettet], [Endret], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[SoknadVedlegg]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'SoknadVedlegg',
        @capture_instance = N'dbo_SoknadVedlegg',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[SoknadId], [Nr], [Filnavn], [MimeType], [Størrelse], [Sjekksum], [Innhold], [Tekst], [Virusskannet], [Virusresultat], [LastetOppAv], [LastetOpp], [Slettet], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Stillingsmatch]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Stillingsmatch',
        @capture_instance = N'dbo_Stillingsmatch',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[MatchId], [actno], [StillingUuid], [StillingTittel], [Arbeidsgiver], [ArbeidsgiverOrgnr], [Styrk], [Kommunenr], [Stillings%], [Søknadsfrist], [Profilvektor], [Likhet], [Rangering], [Begrunnelse], [Modell], [Modellversjon], [Beregnet], [VistForDeltaker], [Tilbakemelding], [Kommentar], [Søkt], [SøktDato], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Systemparameter]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Systemparameter',
        @capture_instance = N'dbo_Systemparameter',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Parameter], [Modul], [Verdi], [Standardverdi], [Datatype], [Beskrivelse], [MinVerdi], [MaksVerdi], [Kundestyrt], [Endret], [EndretAv], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Tiltak]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Tiltak',
        @capture_instance = N'dbo_Tiltak',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[TiltakId], [Tiltakskode], [Navn], [AvtaleId], [AvdelingId], [Ansvarlig], [TiltakType], [Kategori], [Formål], [Målgruppe], [Oppstart], [Slutt], [Løpende inntak], [Varighet uker], [MaksVarighet mnd], [AntallPlasser], [Overbooking%], [PlasserLedig], [Venteliste], [TimerPrUke], [Dagsats], [Takst], [NavTiltaksnr], [NavTiltaksår], [Sted], [Møtested], [Oppmøte], [Status], [Farge], [Publisert], [Nettside], [Ingress], [Webtekst], [Sertifisering], [Opprettet], [OpprettetAv], [Endret], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Tiltaksdeltaker]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Tiltaksdeltaker',
        @capture_instance = N'dbo_Tiltaksdeltaker',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[TiltakId], [actno], [Periode], [SoknadId], [Status], [StatusDato], [StartDato], [SluttDato], [PlanlagtSlutt], [Sluttårsak], [Fullført], [Stillings%], [TimerPrUke], [Dager pr uke], [Veileder], [Innsøkende instans], [NavSaksnr], [Vedtaksnr], [VedtakFra], [VedtakTil], [Ytelse], [Dagsats], [Reisepenger], [AvstandKm], [Oppmøteprosent], [Praksisbedrift], [PraksisFra], [PraksisTil], [ResultatKode], [Til jobb hos], [Til jobb stilling], [OppfølgingTil], [Merknad], [Opprettet], [OpprettetAv], [ts]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Timeføring]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Timeføring',
        @capture_instance = N'dbo_Timeføring',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[TimeføringId], [BrukerId], [actno], [TiltakId], [Dato], [Start], [Slutt], [Timer], [Aktivitet], [Beskrivelse], [Fakturerbar], [Timepris], [Beløp], [FakturaId], [FakturaLinjenr], [Sted], [KjørteKm], [Bompenger], [Godkjent], [GodkjentAv], [GodkjentTid], [Låst], [Kilde], [Opprettet], [Endret], [RowVer]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Yrke]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Yrke',
        @capture_instance = N'dbo_Yrke',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[Styrk], [Tittel], [Tittel nynorsk], [Overordnet], [Nivå], [Esco], [Alternative], [Regulert], [Sortering], [GyldigFra], [GyldigTil]';
END;
GO
